import pytest

from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller


@pytest.fixture
def caller() -> LinearCaller:
    return LinearCaller()
