"""The same trouble by each venue's means: what one answers on request another sends on the stream."""

from fakes.faults.fault import Fault
from fakes.faults.query_lag import QueryLag
from fakes.faults.refused_subscription import RefusedSubscription
from fakes.faults.schedule import Planned, during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.short_list import ShortList
from fakes.faults.silence import Silence
from fakes.faults.truncated_body import TruncatedBody
from fakes.faults.unreadable import UnreadableMessage
from fakes.faults.wrong_types import WrongTypes
from fakes.operations import Operation, Refusal, StreamKind
from fakes.traits import Trait
from fakes.words import Word
from scenarios.stage import Stage


def no_snapshot(stage: Stage, symbol: str | None = None) -> Fault:
    """What a book starts from is refused, of one symbol or of all."""
    if Trait.REST_SNAPSHOT in stage.venue_class.traits:
        return ServerErrorBefore(on=Operation.DEPTH, symbol=symbol)
    return RefusedSubscription(symbol=symbol)


def broken_snapshot(stage: Stage) -> Fault:
    """What a book starts from breaks off in the middle."""
    if Trait.REST_SNAPSHOT in stage.venue_class.traits:
        # Connectors may ask over HTTP or over a socket; there what is no answer stands in a frame.
        return TruncatedBody(on=Operation.DEPTH, transport=None)
    return UnreadableMessage(kind=StreamKind.DEPTH)


def wrong_numbers(stage: Stage, on: tuple[Operation, ...]) -> Fault:
    """Numbers in answers come as texts, or as numbers where the venue writes texts."""
    texts = Trait.TEXT_NUMBERS in stage.venue_class.traits
    return WrongTypes(on=on, turn="number" if texts else "string")


def refused_renewal(stage: Stage) -> Fault:
    """The private stream cannot be renewed: a request for it fails, or a subscription is refused."""
    if stage.venue_class.traits & {Trait.BOUNDED_LOGIN, Trait.ENDED_SUBSCRIPTIONS}:
        return ServerErrorBefore(on=Operation.USER_STREAM, error=Refusal.INTERNAL)
    return RefusedSubscription(stream=Word.ACCOUNT_STREAM)


def young_order_hidden(stage: Stage, *, placed_s: float, to_s: float, lag_s: float) -> Planned:
    """An order placed at `placed_s` is not to be found for `lag_s`: what orders are read from lags behind."""
    if Trait.NAMELESS_QUERIES in stage.venue_class.traits:
        lists = (Operation.ALL_ORDERS, Operation.OPEN_ORDERS)
        return during(placed_s, placed_s + lag_s, ShortList(on=lists))
    return during(placed_s - 5.0, to_s, QueryLag(lag_s=lag_s))


def without_account_snapshot(stage: Stage, from_s: float, to_s: float) -> list[Planned]:
    """What a private stream begins with, if it does, is lost: what was missed must be asked for."""
    if Trait.ACCOUNT_SNAPSHOT not in stage.venue_class.traits:
        return []
    return [during(from_s, to_s, Silence(kind=StreamKind.ORDER))]
