import pytest

from tests.unit.fakes.bybit.bybit_caller import BybitCaller


@pytest.fixture
def caller() -> BybitCaller:
    return BybitCaller()
