import pytest

from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller


@pytest.fixture
def caller() -> CoinbaseCaller:
    return CoinbaseCaller()
