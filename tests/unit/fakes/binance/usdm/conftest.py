import pytest

from tests.unit.fakes.binance.usdm.usdm_caller import UsdmCaller


@pytest.fixture
def caller() -> UsdmCaller:
    return UsdmCaller()
