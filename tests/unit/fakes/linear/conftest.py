import pytest

from tests.unit.fakes.linear.linear_caller import LinearCaller


@pytest.fixture
def caller() -> LinearCaller:
    return LinearCaller()
