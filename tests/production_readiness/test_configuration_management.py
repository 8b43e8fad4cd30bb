"""Configuration: read strictly, followed while running, and never obeyed when it is wrong."""

import pytest

from fakes.market.scripts import SILENT
from scenarios.checks.backing_off import order_is_accepted
from scenarios.checks.settings import (
    opening_is_refused,
    requests_are_held_back,
    requests_are_not_held_back,
    trading_is_off,
)
from scenarios.openings import ConfigFile
from scenarios.stage import Stage
from scenarios.workloads.requests import BEFORE
from scenarios.workloads.settings import ask_much_after_change, place_one, switch_trading
from subjects.base import ConfigTrait

THRIFTY = ConfigTrait.THRIFTY


@pytest.mark.item("CF-010")
def test_a_plain_configuration_file_is_good(stage: Stage) -> None:
    run = stage.play(place_one, opening=ConfigFile().opening, market=SILENT)

    assert order_is_accepted(run, BEFORE)


@pytest.mark.item("CF-010")
@pytest.mark.parametrize(
    "trait",
    [ConfigTrait.UNKNOWN_KEY, ConfigTrait.WRONG_TYPE, ConfigTrait.UNFINISHED],
    ids=["unknown_key", "wrong_type", "unfinished"],
)
def test_a_wrong_configuration_file_is_refused_before_anything_is_opened(
    stage: Stage, trait: ConfigTrait
) -> None:
    run = stage.play(place_one, opening=ConfigFile(trait).opening, market=SILENT, must_open=False)

    assert opening_is_refused(run, f"a configuration file with {trait.name}")


@pytest.mark.item("CF-020")
def test_a_valid_change_is_applied_while_running(stage: Stage) -> None:
    file = ConfigFile()
    ask = ask_much_after_change(file, (20.0, THRIFTY), asks_s=90.0)
    run = stage.play(ask, opening=file.opening)

    assert requests_are_held_back(
        run, from_s=90.0, to_s=149.0, most_weight=stage.venue_class.weight_a_minute // 20
    )


@pytest.mark.item("CF-030")
@pytest.mark.parametrize(
    "trait", [ConfigTrait.WRONG_TYPE, ConfigTrait.UNFINISHED], ids=["wrong_type", "unfinished"]
)
def test_an_invalid_change_is_refused_and_the_old_values_stay(stage: Stage, trait: ConfigTrait) -> None:
    file = ConfigFile()
    ask = ask_much_after_change(file, (20.0, THRIFTY | trait), asks_s=90.0)
    run = stage.play(ask, opening=file.opening)

    assert requests_are_not_held_back(
        run, from_s=90.0, to_s=149.0, least_weight=stage.venue_class.weight_a_minute // 15
    )


@pytest.mark.item("CF-020")
def test_what_is_mended_after_a_refusal_is_applied(stage: Stage) -> None:
    file = ConfigFile()
    changes = (20.0, THRIFTY | ConfigTrait.UNFINISHED), (30.0, THRIFTY)
    run = stage.play(ask_much_after_change(file, *changes, asks_s=90.0), opening=file.opening)

    assert requests_are_held_back(
        run, from_s=90.0, to_s=149.0, most_weight=stage.venue_class.weight_a_minute // 20
    )


@pytest.mark.item("CF-040")
def test_trading_switched_off_refuses_orders_and_leaves_market_data_alone(stage: Stage) -> None:
    run = stage.play(switch_trading(off_s=20.0, on_s=50.0, until_s=60.0))

    assert trading_is_off(run, off_s=20.0, on_s=50.0)
    assert order_is_accepted(run, "again")
