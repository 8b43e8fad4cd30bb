import pytest

from tests.unit.fakes.binance.binance_market import BinanceMarket


@pytest.fixture
def market() -> BinanceMarket:
    return BinanceMarket()
