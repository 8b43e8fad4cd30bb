"""A defect of one dialect is none of another's."""

from exchanges.connector import SpotConnector
from exchanges.market.streamed import StreamedBooks
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.kraken.connector import KrakenConnector
from subjects.reference import Reference


class _Anywhere(SpotConnector):
    frame_gap_s = 7.0


class Anywhere(Reference):
    connector_type = _Anywhere


class _StreamedBooks(StreamedBooks):
    pass


class _WithStreamedBooks(SpotConnector):
    books_type = _StreamedBooks


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


def test_what_is_besides_where_books_come_by_the_stream_is_nowhere_else() -> None:
    class Besides(Anywhere):
        streamed_type = _WithStreamedBooks

    streamed, sequenced = Besides().connector_at("kraken"), Besides().connector_at("binance")

    assert issubclass(streamed.books_type, _StreamedBooks)
    assert issubclass(streamed.books_type, KrakenConnector.books_type)
    assert sequenced.books_type is BinanceConnector.books_type
    assert streamed.frame_gap_s == sequenced.frame_gap_s == 7.0


def test_the_reference_deviates_nowhere() -> None:
    assert Reference().connector_at("kraken") is KrakenConnector
