"""Scripted clients against the venue's buckets: what each step costs, what is refused, when it goes on."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from fakes.ledger import QuotaExceeded, QuotaUsed
from fakes.venues.coinbase.endpoints import V3
from fakes.venues.coinbase.security import Credentials
from tests.unit.fakes.coinbase.coinbase_caller import Answer, CoinbaseCaller
from tests.unit.fakes.coinbase.keys import OTHER_NAME, OTHER_SECRET, RETIRED_NAME, retired_signature
from tests.unit.fakes.coinbase.limit_traces import FLOWING_TRACES, FROZEN, FROZEN_TRACES, REFUSALS
from tests.unit.fakes.scripts import run

ACCOUNTS = f"{V3}/accounts"
CANDLES: dict[str, Any] = {"granularity": "ONE_HOUR", "start": "1799990000", "end": "1800000000"}


class Client:
    """Says the words of a script to a venue."""

    refusals = REFUSALS

    def __init__(self, caller: CoinbaseCaller) -> None:
        self.caller = caller
        self.open: list[str] = []
        """Ids of orders that rest, oldest first."""
        ask = caller.get
        self.actions: dict[str, Callable[[], Answer]] = {
            "accounts": lambda: ask("/accounts"),
            "orders": lambda: ask("/orders/historical/batch"),
            "fills": lambda: ask("/orders/historical/fills"),
            "summary": lambda: ask("/transaction_summary"),
            "permissions": lambda: ask("/key_permissions"),
            "products": lambda: ask("/products"),
            "book": lambda: ask("/product_book", product_id="BTC-USDT"),
            "candles": lambda: ask("/products/BTC-USDT/candles", **CANDLES),
            "order": lambda: ask(f"/orders/historical/{self.open[0]}"),
            "ordernothing": lambda: ask("/orders/historical/none"),
            "place": self.place,
            "market": lambda: caller.market("BUY", base_size="0.01"),
            "huge": lambda: caller.limit(base_size="1000"),
            "nowhere": lambda: caller.limit(_product_id="BTC-PLN"),
            "malformed": lambda: caller.post("/orders", {}),
            "preview": lambda: caller.post("/orders/preview", self.wish()),
            "cancel": lambda: self.cancelled(self.open[:1]),
            "cancelall": lambda: self.cancelled(self.open),
            "cancelnothing": lambda: self.cancelled(["none"]),
            "edit": lambda: caller.edit(self.open[0], price="49999", size="0.01"),
            "editnothing": lambda: caller.edit("none", price="49999", size="0.01"),
            "reader": lambda: self.barred(),
            "stranger": lambda: ask("/accounts", credentials=Credentials(bearer="a.b.c")),
            "expired": lambda: ask("/accounts", credentials=self.token(nbf=1, exp=2)),
            "elsewhere_signed": lambda: ask("/key_permissions", credentials=self.token()),
            "other": lambda: ask("/accounts", credentials=self.token(name=OTHER_NAME, secret=OTHER_SECRET)),
            "retired": self.retired,
            "time": lambda: ask("/time"),
            "away": lambda: ask("/time", source="10.0.0.2"),
            "pbook": lambda: ask("/market/product_book", product_id="BTC-USDT"),
            "freshbook": lambda: ask("/market/product_book", product_id="BTC-USDT", fresh=True),
            "pproducts": lambda: ask("/market/products"),
            "pproduct": lambda: ask("/market/products/BTC-USDT"),
            "ptrades": lambda: ask("/market/products/BTC-USDT/ticker"),
            "pcandles": lambda: ask("/market/products/BTC-USDT/candles", **CANDLES),
            "pnowhere": lambda: ask("/market/product_book", product_id="BTC-PLN"),
            "vtime": lambda: ask("/v2/time"),
            "vaccounts": lambda: ask("/v2/accounts"),
        }

    def wait(self, seconds: float) -> None:
        self.caller.now_s = round(self.caller.now_s + seconds, 3)

    def say(self, name: str, number: int | None) -> str | None:
        answer = self.actions[name]()
        return "429" if answer.status == 429 else answer.reason

    def count(self, what: str) -> Fraction:
        limits, now_s = self.caller.venue.gateway.limits, self.caller.venue.now_s()
        if what == "public":
            return limits.public.counter.count("10.0.0.1", now_s)
        return limits.private.counter.count("subject", now_s)

    def token(self, **changed: Any) -> Credentials:
        return self.caller.token("GET", ACCOUNTS, **changed)

    def wish(self) -> dict[str, Any]:
        inner = {"base_size": "0.01", "limit_price": "50000"}
        return {
            "client_order_id": f"c{self.caller.next()}",
            "product_id": "BTC-USDT",
            "side": "BUY",
            "order_configuration": {"limit_limit_gtc": inner},
        }

    def place(self) -> Answer:
        answer = self.caller.post("/orders", self.wish())
        if answer.status == 200:
            self.open.append(answer.body["order_id"])
        return answer

    def cancelled(self, order_ids: list[str]) -> Answer:
        answer = self.caller.cancel(*order_ids)
        if answer.status != 200:
            return answer
        failed = [each["failure_reason"] for each in answer.body["results"] if not each["success"]]
        return (
            Answer(200, {"success": False, "errors": [{"edit_failure_reason": failed[0]}]}, {})
            if failed
            else answer
        )

    def barred(self) -> Answer:
        """With a key that may trade only."""
        key = self.caller.venue.keys[RETIRED_NAME]
        key.permissions = ("TRADE",)
        return self.retired()

    def retired(self) -> Answer:
        at = str(int(self.caller.now_s))
        signature = retired_signature(f"{at}GET{ACCOUNTS}")
        credentials = Credentials(api_key=RETIRED_NAME, timestamp=at, signature=signature)
        return self.caller.get("/accounts", credentials=credentials)


@pytest.mark.parametrize("name", FROZEN_TRACES)
def test_what_is_done_costs_what_the_documents_say(name: str) -> None:
    run(FROZEN_TRACES[name], Client(CoinbaseCaller(limits=FROZEN)))


@pytest.mark.parametrize("name", FLOWING_TRACES)
def test_buckets_fill_again_with_time(name: str) -> None:
    run(FLOWING_TRACES[name], Client(CoinbaseCaller()))


def test_there_are_fifty_traces_at_least() -> None:
    assert len(FROZEN_TRACES) + len(FLOWING_TRACES) >= 50


def test_headers_tell_what_is_left(caller: CoinbaseCaller) -> None:
    answers = [caller.get("/accounts") for _ in range(31)]

    told = [
        (answer.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-reset"]) for answer in answers
    ]
    assert told[0] == ("29", "1")
    assert told[29] == told[30] == ("0", "1")
    assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {"30"}
    assert answers[30].status == 429


def test_a_refusal_for_rate_is_in_the_ledger(caller: CoinbaseCaller) -> None:
    run("accounts*30 accounts!rate time*10 time!rate", Client(caller))

    facts = [(e.fact.limiter, e.fact.used, e.fact.limit) for e in caller.venue.ledger.of(QuotaExceeded)]
    peaks = [e.fact.used for e in caller.venue.ledger.of(QuotaUsed) if e.fact.limiter == "PRIVATE"]
    assert facts == [("PRIVATE", 31, 30), ("PUBLIC", 11, 10)]
    assert peaks == list(range(1, 31))


def test_the_wallet_has_its_hour() -> None:
    caller = CoinbaseCaller(limits={"wallet_an_hour": 3})
    statuses = [caller.get("/v2/accounts").status for _ in range(4)]
    refused = caller.get("/v2/accounts")

    assert statuses == [200, 200, 200, 429]
    assert refused.headers["x-ratelimit-reset"] == "3600"
    caller.now_s += 3_600
    assert caller.get("/v2/accounts").status == 200


def test_a_limit_that_there_is_not_is_no_limit() -> None:
    with pytest.raises(ValueError, match="no limit called calls"):
        CoinbaseCaller(limits={"calls": 1})


@pytest.mark.parametrize("step_s", [-300.0, 40.0])
def test_buckets_fill_as_time_passes_whatever_the_venues_clock_says(step_s: float) -> None:
    caller = CoinbaseCaller()
    client = Client(caller)
    run("time*10 =0", client)
    caller.venue.step_clock(step_s)

    run("public: =10 +0.5 =5", client)
