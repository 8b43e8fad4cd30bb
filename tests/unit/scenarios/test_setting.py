"""What a play is told of the markets: by the lab's names, on the venue's grid."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from fakes.market.scripts import SILENT
from fakes.venues.binance import Binance
from scenarios.playing import access, credentials
from scenarios.setting import Setting
from scenarios.stage import Stage
from subjects.base import Market, Subject
from tests.unit.fakes.doors import Doors

BTCUSDT = Binance.listed["BTCUSDT"]


def stage() -> Stage:
    return Stage(Subject(), "binance", "here", Path())


def test_names_stand_for_what_the_venue_lists() -> None:
    made_up = replace(BTCUSDT, symbol="C1USDT", base="C1")

    traded = Setting(instruments=("ETHUSDT", made_up)).traded(Binance)

    assert traded == (Binance.listed["ETHUSDT"], made_up)


def test_a_name_that_the_venue_does_not_list_is_a_mistake_of_the_play() -> None:
    with pytest.raises(KeyError, match="DOGEUSDT"):
        Setting(instruments=("DOGEUSDT",)).traded(Binance)


def test_a_subject_is_told_the_assets_of_every_market() -> None:
    setting = Setting(instruments=("BTCUSDT", "LTCBTC"))
    venue = Doors(market=SILENT, instruments=setting.traded(Doors))
    given = credentials(Doors, "here", ed25519=False)

    told = access(venue, given, setting, Path(), None)

    assert told.markets == {
        "BTCUSDT": Market(base="BTC", quote="USDT"),
        "LTCBTC": Market(base="LTC", quote="BTC"),
    }


def test_a_secret_has_the_form_of_the_venues() -> None:
    class Odd(Doors):
        @staticmethod
        def new_secret(rng: Random) -> str:
            return f"odd-{rng.random()}"

    given = credentials(Odd, "here", ed25519=False)

    assert given.api_secret.startswith("odd-")
    assert given == credentials(Odd, "here", ed25519=False)
    assert given != credentials(Odd, "there", ed25519=False)


def test_a_play_can_change_what_the_venue_lists() -> None:
    coarse = stage().market(tick_multiple=100)

    assert coarse == replace(BTCUSDT, tick_multiple=100)


def test_markets_of_a_plays_own_are_like_those_of_the_venue() -> None:
    one, two = stage().markets_like("C1USDT", "C2USDT")

    assert (one.symbol, one.base, two.quote) == ("C1USDT", "C1", "USDT")
    assert (one.tick, one.min_notional) == (BTCUSDT.tick, Decimal(5))
