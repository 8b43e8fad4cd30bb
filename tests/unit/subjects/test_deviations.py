"""A defect of one dialect is none of another's."""

from exchanges.connector import SpotConnector
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.kraken.connector import KrakenConnector
from subjects.reference import Reference


class _Anywhere(SpotConnector):
    frame_gap_s = 7.0


class Anywhere(Reference):
    connector_type = _Anywhere


class _OnKraken(KrakenConnector):
    frame_gap_s = 7.0


class OnKraken(Reference):
    connector_type = _OnKraken
    deviates_at = "kraken"


def test_a_defect_of_what_all_share_is_there_at_every_venue() -> None:
    for venue, own in (("binance", BinanceConnector), ("kraken", KrakenConnector)):
        there = Anywhere().connector_at(venue)

        assert issubclass(there, own)
        assert there.frame_gap_s == 7.0


def test_a_defect_of_a_dialect_is_there_at_its_venue() -> None:
    assert OnKraken().connector_at("kraken") is _OnKraken


def test_at_another_venue_the_connector_has_no_defect() -> None:
    assert OnKraken().connector_at("binance") is BinanceConnector


def test_the_reference_deviates_nowhere() -> None:
    assert Reference().connector_at("kraken") is KrakenConnector
