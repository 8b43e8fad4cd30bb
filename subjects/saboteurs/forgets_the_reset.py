"""RL-110: that a limit is full is understood; until when, which the refusal says in a header, is not read."""

from collections.abc import Callable

from exchanges.connector import SpotConnector
from exchanges.errors import Banned, ExchangeError, RateLimited
from exchanges.http import Answer
from exchanges.venues.bybit.wire import BybitWire
from subjects.reference import Reference


class _Wire(BybitWire):
    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        error = super().refusal(answer, wall)
        if isinstance(error, RateLimited) and not isinstance(error, Banned):
            error.retry_after_s = None
        return error


class _Connector(SpotConnector):
    wire_type = _Wire


class ForgetsTheReset(Reference):
    name = "forgets_the_reset"
    deviates_at = "bybit"
    connector_type = _Connector
