"""The first question an error answers: did it happen?"""

import inspect

import pytest

from exchanges import errors
from exchanges.errors import ExchangeError, NotSent, OutcomeUnknown, Rejected, StreamError

FAMILIES = (NotSent, Rejected, OutcomeUnknown, StreamError)
KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ExchangeError) and kind is not ExchangeError
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_belongs_to_exactly_one_family(kind: type[ExchangeError]) -> None:
    assert sum(issubclass(kind, family) for family in FAMILIES) == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_stands_in_the_tree_of_the_docstring(kind: type[ExchangeError]) -> None:
    assert errors.__doc__ is not None
    assert kind.__name__ in errors.__doc__.split()


def test_an_error_carries_what_the_caller_needs_to_decide() -> None:
    error = errors.RateLimited(
        "slow down", venue="binance", code=-1003, retry_after_s=7.0, client_order_id="c1"
    )

    assert (error.venue, error.code, error.retry_after_s) == ("binance", -1003, 7.0)
    assert error.client_order_id == "c1"
    assert str(error) == "binance [-1003]: slow down (retry after 7 s)"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ExchangeError("down"), "down"),
        (ExchangeError("down", venue="binance"), "binance: down"),
        (ExchangeError("down", code=-1), " [-1]: down"),
    ],
)
def test_an_error_says_no_more_than_it_knows(error: ExchangeError, text: str) -> None:
    assert str(error) == text
