import pytest

from tests.unit.fakes.kraken.kraken_caller import KrakenCaller


@pytest.fixture
def caller() -> KrakenCaller:
    return KrakenCaller()
