import pytest

from fakes.exchange import Exchange, SymbolStatus
from fakes.ledger import Ledger
from fakes.venues.kraken.errors import Refuse
from fakes.venues.kraken.markets import LISTED
from fakes.venues.kraken.system import System


@pytest.fixture
def system() -> System:
    return System(Exchange(tuple(LISTED.values()), Ledger(lambda: 0.0), lambda: 0))


def placing(system: System, *, post_only: bool = False) -> str | None:
    try:
        system.check_placing("BTCUSDT", post_only=post_only)
    except Refuse as refuse:
        return refuse.text
    return None


def test_listeners_hear_of_changes_only(system: System) -> None:
    heard: list[str] = []
    system.listen(heard.append)

    changes = [system.set_mode(mode) for mode in ("online", "maintenance", "maintenance", "online")]

    assert changes == [False, True, False, True]
    assert heard == ["maintenance", "online"]


def test_there_are_no_other_modes(system: System) -> None:
    with pytest.raises(ValueError, match="no mode 'sleepy', only online, maintenance"):
        system.set_mode("sleepy")


def test_the_stricter_of_venue_and_market_counts(system: System) -> None:
    assert placing(system) is None
    system.set_mode("post_only")
    assert placing(system) == "EService:Market in post_only mode"
    assert placing(system, post_only=True) is None


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (SymbolStatus.TRADING, "online"),
        (SymbolStatus.HALT, "cancel_only"),
        (SymbolStatus.CANCEL_ONLY, "cancel_only"),
        (SymbolStatus.POST_ONLY, "post_only"),
        (SymbolStatus.BREAK, "maintenance"),
        (SymbolStatus.DELISTED, "delisted"),
    ],
)
def test_a_market_has_modes_of_its_own(status: SymbolStatus, shown: str) -> None:
    exchange = Exchange(tuple(LISTED.values()), Ledger(lambda: 0.0), lambda: 0)
    exchange.set_status("BTCUSDT", status)
    system = System(exchange)

    assert system.pair_mode("BTCUSDT") == shown
    assert system.pair_mode("ETHUSDT") == "online"


def test_in_maintenance_cancels_fail_too(system: System) -> None:
    system.check_cancelling("BTCUSDT")
    system.set_mode("maintenance")

    with pytest.raises(Refuse, match="EService:Unavailable"):
        system.check_cancelling("BTCUSDT")
