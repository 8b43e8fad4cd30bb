"""Every reason of the venue's lists comes out of it: by a request that deserves it, or by a named fault."""

from collections.abc import Callable
from typing import Any

import pytest

from fakes.exchange import SymbolStatus
from fakes.faults.fault import Reply
from fakes.operations import Outcome, Refusal
from fakes.venues.coinbase import errors, reasons
from fakes.venues.coinbase.security import Credentials
from tests.unit.fakes.coinbase.coinbase_caller import ORDER, RESTING, Answer, CoinbaseCaller, answered


def with_status(status: SymbolStatus) -> Callable[[CoinbaseCaller], Answer]:
    def placed(caller: CoinbaseCaller) -> Answer:
        caller.exchange.set_status("BTCUSDT", status)
        return caller.limit()

    return placed


def in_an_empty_book(caller: CoinbaseCaller) -> Answer:
    caller.market("BUY", base_size="1")
    return caller.market("BUY", base_size="1")


def named_twice(_: CoinbaseCaller) -> Answer:
    caller = CoinbaseCaller(limits={"duplicates_refused": 1})
    caller.limit()
    return caller.limit()


def too_many(caller: CoinbaseCaller) -> Answer:
    caller = CoinbaseCaller(limits={"open_orders": 1})
    caller.placed()
    order_id = caller.placed()
    told = caller.order(order_id)
    return Answer(200, {"success": False, "errors": [{"edit_failure_reason": told["reject_reason"]}]}, {})


def too_often(caller: CoinbaseCaller) -> Answer:
    for _ in range(30):
        caller.get("/accounts")
    return caller.get("/accounts")


def edited(*, filled: bool = False, kind: str = "limit_limit_gtc", **changes: str) -> Callable[..., Answer]:
    def edit(caller: CoinbaseCaller) -> Answer:
        price = {"limit_price": "60100", "base_size": "1.5"} if filled else {}
        more = {"end_time": "2027-02-01T00:00:00Z"} if kind == "limit_limit_gtd" else {}
        return caller.edit(caller.placed(kind, **price, **more), **changes)

    return edit


def edit_of_a_finished_one(caller: CoinbaseCaller) -> Answer:
    order_id = caller.placed()
    caller.cancel(order_id)
    return caller.edit(order_id, price="50001", size="0.01")


def edit_in_a_halted_market(caller: CoinbaseCaller) -> Answer:
    order_id = caller.placed()
    caller.exchange.set_status("BTCUSDT", SymbolStatus.HALT)
    return caller.edit(order_id, price="50001", size="0.01")


def edited_across(caller: CoinbaseCaller) -> Answer:
    answer = caller.edit(caller.placed(post_only=True), price="60100", size="0.01")
    preview = answer.body["errors"][0]["preview_failure_reason"]
    return Answer(200, {"success": False, "errors": [{"edit_failure_reason": preview}]}, {})


def edited_beyond_its_means(caller: CoinbaseCaller) -> Answer:
    answer = caller.edit(caller.placed(), price="50000", size="100")
    preview = answer.body["errors"][0]["preview_failure_reason"]
    return Answer(200, {"success": False, "errors": [{"edit_failure_reason": preview}]}, {})


def cancelled(answer: Answer) -> Answer:
    return Answer(200, {"success": False, "errors": [{"edit_failure_reason": _reason(answer)}]}, {})


def _reason(answer: Answer) -> str:
    return str(answer.body["results"][-1]["failure_reason"])


def cancel_of_a_filled_one(caller: CoinbaseCaller) -> Answer:
    return cancelled(caller.cancel(caller.placed(limit_price="60100")))


def cancel_twice(caller: CoinbaseCaller) -> Answer:
    order_id = caller.placed()
    return cancelled(caller.cancel(order_id, order_id))


def cancel_in_a_broken_market(caller: CoinbaseCaller) -> Answer:
    order_id = caller.placed()
    caller.exchange.set_status("BTCUSDT", SymbolStatus.BREAK)
    return cancelled(caller.cancel(order_id))


def previewed(*, kind: str = "limit_limit_gtc", order: Any = None, **inner: str) -> Callable[..., Answer]:
    """`order`: changes of the order itself."""

    def preview(caller: CoinbaseCaller) -> Answer:
        wish = {**ORDER, "order_configuration": {kind: {**RESTING, **inner}}, **(order or {})}
        [error] = caller.post("/orders/preview", wish).body["errs"]
        return Answer(200, {"success": False, "errors": [{"edit_failure_reason": error}]}, {})

    return preview


def previewed_with(status: SymbolStatus) -> Callable[[CoinbaseCaller], Answer]:
    def preview(caller: CoinbaseCaller) -> Answer:
        caller.exchange.set_status("BTCUSDT", status)
        return previewed()(caller)

    return preview


def previewed_in_an_empty_book(caller: CoinbaseCaller) -> Answer:
    caller.market("BUY", base_size="1")
    return previewed(order={"order_configuration": {"market_market_ioc": {"base_size": "1"}}})(caller)


GTD = "limit_limit_gtd"
REQUESTS: dict[str, Callable[[CoinbaseCaller], Answer]] = {
    # HTTP
    "Unauthorized\n": lambda c: c.get("/accounts", credentials=Credentials(bearer="x")),
    "PERMISSION_DENIED": lambda _: CoinbaseCaller(permissions=("READ",)).limit(),
    "INVALID_ARGUMENT": lambda c: c.limit(_client_order_id=None),
    "NOT_FOUND": lambda c: c.get("/orders/historical/none"),
    # new orders
    reasons.UNSUPPORTED_CONFIGURATION: lambda c: c.place({"stop_limit_stop_limit_gtc": RESTING}),
    reasons.INVALID_SIDE: lambda c: c.limit(_side="HOLD"),
    reasons.INVALID_PRODUCT: lambda c: c.limit(_product_id="BTC-PLN"),
    reasons.SIZE_PRECISION: lambda c: c.limit(base_size="0.010000001"),
    reasons.PRICE_PRECISION: lambda c: c.limit(limit_price="50000.001"),
    reasons.INSUFFICIENT_FUND: lambda c: c.limit(base_size="1000"),
    reasons.ENTRY_DISABLED: with_status(SymbolStatus.CANCEL_ONLY),
    reasons.HALTED: with_status(SymbolStatus.HALT),
    reasons.DISABLED: with_status(SymbolStatus.BREAK),
    reasons.WOULD_TAKE: lambda c: c.limit(limit_price="60100", post_only=True),
    reasons.INVALID_LIMIT_PRICE: lambda c: c.limit(limit_price="0"),
    reasons.NO_LIQUIDITY: in_an_empty_book,
    reasons.INVALID_REQUEST: lambda c: c.limit(base_size=None),
    reasons.INVALID_LEVERAGE: lambda c: c.limit(_leverage="3"),
    reasons.INVALID_MARGIN: lambda c: c.limit(_margin_type="CROSS"),
    reasons.NO_ATTACHED: lambda c: c.limit(_attached_order_configuration={"trigger_bracket_gtc": {}}),
    reasons.NOT_REDUCIBLE: lambda c: c.limit(reduce_only=True),
    reasons.NEEDS_END_TIME: lambda c: c.limit(GTD),
    reasons.END_TIME_PAST: lambda c: c.limit(GTD, end_time="2026-01-01T00:00:00Z"),
    reasons.END_TIME_FAR: lambda c: c.limit(GTD, end_time="2099-01-01T00:00:00Z"),
    reasons.DUPLICATE: named_twice,
    reasons.NO_POSITION: lambda c: c.post("/orders/close_position", ORDER),
    # checks before an order is sent
    reasons.BASE_TOO_SMALL: lambda c: c.limit(base_size="0"),
    reasons.BASE_TOO_LARGE: lambda c: c.limit(base_size="3401"),
    reasons.QUOTE_TOO_SMALL: lambda c: c.limit(base_size="0.00001"),
    reasons.QUOTE_TOO_LARGE: lambda c: c.limit(base_size="3400", limit_price="60000"),
    reasons.QUOTE_PRECISION: lambda c: c.market("BUY", quote_size="10.001"),
    reasons.PRICE_TOO_LARGE: lambda c: c.limit(limit_price="1000000.01"),
    reasons.NON_NUMERIC: lambda c: c.limit(base_size="much"),
    "PREVIEW_INSUFFICIENT_FUND": previewed(base_size="1000"),
    "PREVIEW_INVALID_PRICE_PRECISION": previewed(limit_price="50000.001"),
    "PREVIEW_INVALID_SIZE_PRECISION": previewed(base_size="0.010000001"),
    "PREVIEW_INVALID_LIMIT_PRICE": previewed(limit_price="0"),
    "PREVIEW_INVALID_SIDE": previewed(order={"side": "HOLD"}),
    "PREVIEW_INVALID_PRODUCT_ID": previewed(order={"product_id": "BTC-PLN"}),
    "PREVIEW_INVALID_ORDER_CONFIG": previewed(kind="twap_limit_gtd"),
    "PREVIEW_INVALID_NO_LIQUIDITY": previewed_in_an_empty_book,
    "PREVIEW_PRODUCT_TRADING_HALTED": previewed_with(SymbolStatus.HALT),
    "PREVIEW_TRADING_DISABLED": previewed_with(SymbolStatus.BREAK),
    # after an order was taken
    reasons.TOO_MANY_OPEN: too_many,
    # cancels
    reasons.UNKNOWN_ORDER: lambda c: cancelled(c.cancel("none")),
    reasons.INVALID_CANCEL: lambda c: cancelled(c.cancel("")),
    reasons.FULLY_FILLED: cancel_of_a_filled_one,
    reasons.DUPLICATE_CANCEL: cancel_twice,
    reasons.COMMANDER_CANCEL: cancel_in_a_broken_market,
    # edits
    reasons.EDIT_NOT_FOUND: lambda c: c.edit("none", price="50001", size="0.01"),
    reasons.ONLY_OPEN: edit_of_a_finished_one,
    reasons.ONLY_LIMIT: edited(kind=GTD, price="50001", size="0.01"),
    reasons.BELOW_FILLED: edited(filled=True, price="60100", size="1"),
    reasons.EDITED_SIZE: edited(price="50001"),
    reasons.EDITED_PRICE: edited(size="0.01"),
    reasons.EDIT_EQUAL: edited(price="50000", size="0.01"),
    reasons.NO_STOP_PRICE: edited(price="50001", size="0.01", stop_price="1"),
    reasons.ATTACHED_EDIT: edited(price="50001", size="0.01", cancel_attached_order="true"),
    reasons.EDIT_COMMANDER: edit_in_a_halted_market,
    "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY": edited_across,
}

FAULTS: dict[Refusal, tuple[int, str]] = {
    Refusal.RATE_LIMITED: (429, "rate_limit_exceeded"),
    Refusal.RATE_LIMITED_SILENT: (429, "rate_limit_exceeded"),
    Refusal.BANNED: (403, "Access denied"),
    Refusal.BLOCKED_PAGE: (403, "Access denied"),
    Refusal.INTERNAL: (500, "INTERNAL"),
    Refusal.TIMEOUT: (504, "Gateway time-out"),
    Refusal.OVERLOADED: (503, "UNAVAILABLE"),
    Refusal.MAINTENANCE: (503, "Service unavailable"),
    Refusal.UNAUTHORISED: (401, "Unauthorized"),
    Refusal.CLOCK: (401, "Unauthorized"),
    Refusal.UNKNOWN_ORDER: (404, "NOT_FOUND"),
    Refusal.MARKET_CLOSED: (200, "TRADING_DISABLED"),
}

LISTED = (*reasons.NEW_ORDER, *reasons.PREVIEW, *reasons.CANCEL, *reasons.EDIT)
BY_FAULT_ONLY = tuple(reason for reason in LISTED if reason not in REQUESTS)


@pytest.mark.parametrize("reason", REQUESTS)
def test_a_request_that_deserves_it_gets_it(caller: CoinbaseCaller, reason: str) -> None:
    assert REQUESTS[reason](caller).reason == reason


def test_too_many_requests_are_refused_with_429(caller: CoinbaseCaller) -> None:
    answer = too_often(caller)

    assert answer.status == 429
    assert answer.body == {"errors": [{"id": "rate_limit_exceeded", "message": "Too many requests"}]}


def test_an_edit_that_cannot_be_paid_for_says_so_in_the_other_list(caller: CoinbaseCaller) -> None:
    assert edited_beyond_its_means(caller).reason == "PREVIEW_INSUFFICIENT_FUND"


@pytest.mark.parametrize("refusal", FAULTS, ids=str)
def test_faults_speak_in_its_words(caller: CoinbaseCaller, refusal: Refusal) -> None:
    status, text = FAULTS[refusal]
    reply = caller.venue.refusal(refusal)

    assert reply.status == status
    assert text in reply.body.decode()


def test_every_refusal_that_faults_know_has_an_answer() -> None:
    assert sorted(FAULTS) == sorted(Refusal)


@pytest.mark.parametrize("reason", BY_FAULT_ONLY)
def test_what_no_request_can_bring_about_a_fault_can(caller: CoinbaseCaller, reason: str) -> None:
    reply = caller.venue.worded(reason)

    assert reply.status == 200
    assert f'"{reason}"' in reply.body.decode()


def test_the_name_of_an_http_error_may_bear_a_text(caller: CoinbaseCaller) -> None:
    answer = answered(caller.venue.worded("INVALID_ARGUMENT: limit is too large"))

    assert answer.status == 400
    assert answer.body["message"] == answer.body["error_details"] == "limit is too large"
    assert answered(caller.venue.worded("SOMETHING_NEW")).status == 500


def test_a_refusal_has_its_reason_in_two_places_and_an_empty_id(caller: CoinbaseCaller) -> None:
    body = caller.limit(base_size="1000").body

    assert body["success"] is False
    assert body["order_id"] == ""
    assert body["failure_reason"] == "UNKNOWN_FAILURE_REASON"
    assert body["error_response"] == {
        "error": "INSUFFICIENT_FUND",
        "message": "Insufficient balance in source account",
        "error_details": "",
        "preview_failure_reason": "UNKNOWN_PREVIEW_FAILURE_REASON",
        "new_order_failure_reason": "INSUFFICIENT_FUND",
    }
    assert body["order_configuration"] == {"limit_limit_gtc": {**RESTING, "base_size": "1000"}}


def test_a_success_bears_a_reason_that_means_nothing(caller: CoinbaseCaller) -> None:
    body = caller.limit().body

    assert body["success"] is True
    assert body["failure_reason"] == "UNKNOWN_FAILURE_REASON"


def test_a_limit_by_reset_says_when(caller: CoinbaseCaller) -> None:
    reply = caller.venue.refusal(Refusal.RATE_LIMITED, retry_after_s=1.2)

    assert dict(reply.headers) == {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2"}
    assert caller.venue.refusal(Refusal.RATE_LIMITED_SILENT).headers == ()


def test_another_status_makes_it_a_page(caller: CoinbaseCaller) -> None:
    reply = caller.venue.refusal(Refusal.INTERNAL, status=502)

    assert (reply.status, reply.content_type) == (502, "text/html")
    assert b"Bad gateway" in reply.body


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (errors.worded(reasons.INSUFFICIENT_FUND), (Outcome.REFUSED, reasons.INSUFFICIENT_FUND)),
        (errors.worded(reasons.BASE_TOO_SMALL), (Outcome.REFUSED, reasons.BASE_TOO_SMALL)),
        (errors.worded(reasons.UNKNOWN), (Outcome.FAILED, reasons.UNKNOWN)),
        (errors.worded(reasons.UNKNOWN_ORDER), (Outcome.UNKNOWN_ORDER, reasons.UNKNOWN_ORDER)),
        (errors.worded(reasons.FULLY_FILLED), (Outcome.REFUSED, reasons.FULLY_FILLED)),
        (errors.worded(reasons.EDIT_NOT_FOUND), (Outcome.UNKNOWN_ORDER, reasons.EDIT_NOT_FOUND)),
        (errors.worded(reasons.EDIT_EQUAL), (Outcome.REFUSED, reasons.EDIT_EQUAL)),
        (errors.error("INVALID_ARGUMENT"), (Outcome.REFUSED, "INVALID_ARGUMENT")),
        (errors.error("NOT_FOUND", errors.NO_ORDER), (Outcome.UNKNOWN_ORDER, "NOT_FOUND")),
        (errors.error("NOT_FOUND", "product not found"), (Outcome.REFUSED, "NOT_FOUND")),
        (errors.error("INTERNAL"), (Outcome.FAILED, "INTERNAL")),
        (errors.error("INTERNAL", status=200), (Outcome.FAILED, "INTERNAL")),
        (errors.error("PERMISSION_DENIED"), (Outcome.UNAUTHORISED, "PERMISSION_DENIED")),
        (errors.UNAUTHORISED, (Outcome.UNAUTHORISED, None)),
        (errors.too_many(), (Outcome.RATE_LIMITED, None)),
        (errors.page(403), (Outcome.UNAUTHORISED, None)),
        (errors.page(502), (Outcome.FAILED, None)),
        (errors.page(200), (Outcome.FAILED, None)),
        (Reply(status=200, body=b'{"success":true,"order_id":"x"}'), (Outcome.DONE, None)),
        (Reply(status=200, body=b"[]"), (Outcome.FAILED, None)),
        (Reply(status=200, body=b'{"orders":[]}'), (Outcome.DONE, None)),
    ],
    ids=lambda value: "" if isinstance(value, Reply) else str(value),
)
def test_an_answer_says_what_came_of_its_request(reply: Reply, outcome: tuple[Outcome, str | None]) -> None:
    assert errors.outcome(reply) == outcome


def test_of_several_cancels_one_that_went_through_is_something_done(caller: CoinbaseCaller) -> None:
    reply = Reply(
        status=200,
        body=b'{"results":[{"success":false,"failure_reason":"UNKNOWN_CANCEL_ORDER"},{"success":true}]}',
    )

    assert errors.outcome(reply) == (Outcome.DONE, None)
