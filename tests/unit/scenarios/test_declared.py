"""Declaring a capability does not protect from being judged by it."""

from collections.abc import Mapping

import pytest

from scenarios.declared import NEEDED, refusal_of_the_declared
from subjects.base import Capability, Session, Subject, Unsupported
from subjects.registry import load, names
from subjects.seen import BalanceSeen


class Boasting(Subject):
    name = "boasting"
    venues = frozenset({"binance"})
    capabilities = Capability.BALANCES | Capability.BOOK


class Refusing(Session):
    async def balances(self) -> Mapping[str, BalanceSeen]:
        raise Unsupported("not today")


async def refused_by(verb: str) -> Unsupported:
    session = Refusing()
    try:
        if verb == "balances":
            await session.balances()
        elif verb == "book":
            session.book("BTCUSDT")
        elif verb == "health":
            session.health()
        else:
            await session.stop()
    except Unsupported as error:
        return error
    raise AssertionError(f"{verb} was not refused")


@pytest.mark.asyncio
async def test_a_declared_verb_that_is_refused_is_told_whatever_the_refusal_says() -> None:
    wrong = refusal_of_the_declared(Boasting(), await refused_by("balances"))

    assert wrong == "boasting declares BALANCES and refuses it: balances is unsupported"


@pytest.mark.asyncio
async def test_a_declared_verb_that_is_simply_missing_is_told_even_inside_task_groups() -> None:
    error = ExceptionGroup("outer", [ExceptionGroup("inner", [await refused_by("book")])])

    assert "declares BOOK and refuses it" in (refusal_of_the_declared(Boasting(), error) or "")


@pytest.mark.asyncio
@pytest.mark.parametrize("verb", ["health", "stop"], ids=["undeclared", "of_no_capability"])
async def test_what_is_not_declared_may_be_refused(verb: str) -> None:
    assert refusal_of_the_declared(Boasting(), await refused_by(verb)) is None


def test_other_errors_are_not_refusals() -> None:
    assert refusal_of_the_declared(Boasting(), KeyError("balances")) is None


def test_every_verb_belongs_to_a_capability() -> None:
    no_capability = [
        "at",
        "claim",
        "documents",
        "kind",
        "open",
        "open_together",
        "options",
        "stop",
        "version",
    ]
    verbs = [name for base in (Session, Subject) for name in vars(base) if not name.startswith("_")]
    data = ["name", "venues", "capabilities", "loopback_only"]

    assert sorted(NEEDED) == sorted(name for name in verbs if name not in (*no_capability, *data))


@pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning")  # python-binance imports old names
@pytest.mark.parametrize("name", names())
def test_no_connector_that_ships_with_the_lab_declares_what_it_refuses(name: str) -> None:
    subject = load(name)
    sessions = [
        value
        for value in vars(__import__(type(subject).__module__, fromlist=["_"])).values()
        if isinstance(value, type) and issubclass(value, Session)
    ]
    [opened] = [
        one for one in sessions if not any(issubclass(two, one) for two in sessions if two is not one)
    ]
    for verb, capability in NEEDED.items():
        base, own = (Session, opened) if hasattr(Session, verb) else (Subject, type(subject))
        if capability in subject.capabilities:
            assert getattr(own, verb) is not getattr(base, verb), (
                f"{name} declares {capability}, lacks {verb}"
            )
