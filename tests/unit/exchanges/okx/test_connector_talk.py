"""Questions over a socket, each argument confirmed by itself, and what else is said on it."""

import msgspec
import pytest

from exchanges.errors import AuthenticationFailed, RequestTimeout, SubscriptionRefused
from exchanges.market.subscriptions import SUBSCRIBE, UNSUBSCRIBE
from exchanges.oddities import Oddities
from exchanges.telemetry import logger_for
from exchanges.venues.okx.talk import Talk
from tests.unit.exchanges.okx.still_connection import StillConnection, StillStream

pytestmark = pytest.mark.asyncio

LOG = logger_for("okx", "live")
MARKETS = ("BTC-USDT", "BTC-USDT-SWAP", "ETH-USDT")


class Bench:
    """The handler of its connection, too."""

    def __init__(self) -> None:
        self.talk = Talk(LOG, Oddities(LOG))
        self.connection = StillConnection()
        self.connection.handler = self  # type: ignore[assignment]  # as much of it as is used
        self.stream = StillStream(self.connection)

    def on_message(self, raw: bytes, connection: StillConnection) -> bool:
        self.told = self.talk.handle(raw, connection, self.stream)  # type: ignore[arg-type]
        return True

    def say(self, **event: object) -> None:
        self.on_message(msgspec.json.encode(event), self.connection)


async def test_each_market_is_confirmed() -> None:
    bench = Bench()

    refused = await bench.talk.ask(bench.connection, SUBSCRIBE, "books", MARKETS, 1.0)

    assert refused == ()
    ((verb, arguments),) = bench.connection.asked()
    assert verb == "subscribe"
    assert arguments == [{"channel": "books", "instId": market} for market in MARKETS]


async def test_a_refused_market_is_known_by_the_text_and_the_others_are_confirmed() -> None:
    bench = Bench()
    text = "Wrong URL or channel:books,instId:BTC-USDT doesn't exist."
    bench.connection.refusals["BTC-USDT"] = ("60018", text)

    assert await bench.talk.ask(bench.connection, SUBSCRIBE, "books", MARKETS, 1.0) == ("BTC-USDT",)


async def test_all_may_be_refused_one_by_one() -> None:
    bench = Bench()
    for market in MARKETS:
        bench.connection.refusals[market] = ("60018", f"instId:{market} doesn't exist")

    assert await bench.talk.ask(bench.connection, SUBSCRIBE, "books", MARKETS, 1.0) == MARKETS


@pytest.mark.parametrize("refused", [MARKETS[:1], MARKETS[1:], MARKETS])
async def test_refusals_that_name_nothing_are_of_those_that_were_not_confirmed(
    refused: tuple[str, ...],
) -> None:
    bench = Bench()
    for market in refused:
        bench.connection.refusals[market] = ("63999", "Internal system error")

    assert await bench.talk.ask(bench.connection, SUBSCRIBE, "books", MARKETS, 1.0) == refused


async def test_a_refusal_of_the_whole_question_is_an_error() -> None:
    bench = Bench()
    bench.connection.refusals["BTC-USDT"] = ("60014", "Requests too frequent")

    with pytest.raises(SubscriptionRefused) as caught:
        await bench.talk.ask(bench.connection, UNSUBSCRIBE, "books", MARKETS, 1.0)
    assert caught.value.code == "60014"


async def test_one_that_is_never_confirmed_is_waited_for_in_vain() -> None:
    bench = Bench()
    bench.connection.silent = True

    with pytest.raises(RequestTimeout):
        await bench.talk.ask(bench.connection, SUBSCRIBE, "books", MARKETS, 0.01)


async def test_a_login_has_no_id() -> None:
    bench = Bench()

    await bench.talk.login(bench.connection, {"apiKey": "k"}, 1.0)

    assert bench.connection.frames.sent == [{"op": "login", "args": [{"apiKey": "k"}]}]


async def test_a_refused_login_is_an_error_without_an_id() -> None:
    bench = Bench()
    bench.connection.refusals["login"] = ("60024", "Wrong passphrase")

    with pytest.raises(AuthenticationFailed, match="Wrong passphrase"):
        await bench.talk.login(bench.connection, {"apiKey": "k"}, 1.0)


async def test_a_refused_channel_is_an_error() -> None:
    bench = Bench()
    bench.connection.refusals["orders"] = ("60011", "Please log in")

    with pytest.raises(AuthenticationFailed):
        await bench.talk.open(bench.connection, {"channel": "orders", "instType": "SPOT"}, 1.0)


async def test_a_notice_of_the_end_renews_the_connection() -> None:
    bench = Bench()

    bench.say(event="notice", code="64008", msg="The connection will soon be closed", connId="a")

    assert (bench.stream.renewals, bench.stream.restarts) == (1, [])


async def test_a_connection_too_many_is_given_up() -> None:
    bench = Bench()

    bench.say(event="channel-conn-count", channel="orders", connCount="2", connId="a")
    assert bench.stream.restarts == []
    bench.say(event="channel-conn-count-error", channel="orders", connCount="30", connId="a")

    assert bench.stream.restarts == ["too many connections for orders"]


@pytest.mark.parametrize("raw", [b"pong", b"{", b'{"op":"?"}', b'{"event":"something new"}', b"\xff"])
async def test_what_means_nothing_does_nothing(raw: bytes) -> None:
    bench = Bench()
    bench.on_message(raw, bench.connection)

    assert (bench.told, bench.stream.restarts, bench.stream.renewals) == (None, [], 0)


async def test_an_error_that_answers_nothing_is_handed_on() -> None:
    bench = Bench()

    bench.say(event="error", code="60011", msg="Please log in")

    assert bench.told is not None
    assert bench.told.code == "60011"
