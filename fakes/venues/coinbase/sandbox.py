"""The sandbox: fixed answers for accounts and orders, without keys; a header chooses an error (CBS-81)."""

from typing import Any, Final

from fakes.faults.fault import Reply
from fakes.serving.wire_json import encoded
from fakes.venues.coinbase import errors, reasons
from fakes.venues.coinbase.endpoints import V3
from fakes.venues.coinbase.errors import Failure

Json = dict[str, Any]

HOST: Final = "api-sandbox.coinbase.com"
ORDER_ID: Final = "f898eaf4-6ffc-47be-a159-7ff292e5cdcf"
CONFIGURATION: Final[Json] = {
    "limit_limit_gtc": {"base_size": "0.001", "limit_price": "10000.00", "post_only": False}
}
ACCOUNT: Final[Json] = {
    "uuid": "b044449a-38a3-5b8f-a506-4a65c9853222",
    "name": "BTC Wallet",
    "currency": "BTC",
    "available_balance": {"value": "0.2", "currency": "BTC"},
    "default": True,
    "active": True,
    "created_at": "2022-07-29T21:41:02.709Z",
    "updated_at": "2022-07-29T21:41:02.709Z",
    "deleted_at": None,
    "type": "ACCOUNT_TYPE_CRYPTO",
    "ready": True,
    "hold": {"value": "0", "currency": "BTC"},
    "retail_portfolio_id": "99f0a3a1-1d0f-5c2c-9d2c-1d6f5f9f0d0b",
    "platform": "ACCOUNT_PLATFORM_CONSUMER",
}
ORDER: Final[Json] = {
    "order_id": ORDER_ID,
    "product_id": "BTC-USD",
    "user_id": "6d4b0c56-0a3c-5e1f-8f7d-0f7e5c9b1a11",
    "order_configuration": CONFIGURATION,
    "side": "BUY",
    "client_order_id": "sandbox-order",
    "status": "FILLED",
    "time_in_force": "GOOD_UNTIL_CANCELLED",
    "created_time": "2022-07-29T21:41:02.709Z",
    "completion_percentage": "100",
    "filled_size": "0.001",
    "average_filled_price": "10000",
    "number_of_fills": "1",
    "filled_value": "10",
    "total_fees": "0.06",
    "settled": True,
    "product_type": "SPOT",
    "order_type": "LIMIT",
}
PLACED: Final[Json] = {
    "success": True,
    "success_response": {
        "order_id": ORDER_ID,
        "product_id": "BTC-USD",
        "side": "BUY",
        "client_order_id": "sandbox-order",
    },
    "order_configuration": CONFIGURATION,
}
FILL: Final[Json] = {
    "entry_id": "22222-2222222-22222222",
    "trade_id": "1111-11111-111111",
    "order_id": ORDER_ID,
    "trade_time": "2022-07-29T21:41:02.709Z",
    "trade_type": "FILL",
    "price": "10000",
    "size": "0.001",
    "commission": "0.06",
    "product_id": "BTC-USD",
    "sequence_timestamp": "2022-07-29T21:41:02.709Z",
    "liquidity_indicator": "TAKER",
    "size_in_quote": False,
    "side": "BUY",
}
ESTIMATE: Final[Json] = {
    "order_total": "10.06",
    "commission_total": "0.06",
    "errs": [],
    "warning": [],
    "quote_size": "10",
    "base_size": "0.001",
    "best_bid": "9999.99",
    "best_ask": "10000",
    "is_max": False,
    "slippage": "0",
    "preview_id": "preview",
}
ANSWERS: Final[dict[tuple[str, str], Json]] = {
    ("GET", "/accounts"): {"accounts": [ACCOUNT], "has_next": False, "cursor": "", "size": 1},
    ("GET", f"/accounts/{ACCOUNT['uuid']}"): {"account": ACCOUNT},
    ("POST", "/orders"): PLACED,
    ("POST", "/orders/batch_cancel"): {
        "results": [{"success": True, "failure_reason": reasons.NOT_FAILED, "order_id": ORDER_ID}]
    },
    ("POST", "/orders/edit"): {"success": True, "errors": []},
    ("POST", "/orders/edit_preview"): {"errors": [], **ESTIMATE},
    ("POST", "/orders/preview"): ESTIMATE,
    ("GET", "/orders/historical/batch"): {
        "orders": [ORDER],
        "sequence": "0",
        "has_next": False,
        "cursor": "",
    },
    ("GET", "/orders/historical/fills"): {"fills": [FILL], "cursor": ""},
    ("GET", f"/orders/historical/{ORDER_ID}"): {"order": ORDER},
}
CHOSEN: Final[dict[str, Json]] = {
    "PostOrder_insufficient_fund": errors.not_placed(Failure(reasons.INSUFFICIENT_FUND), CONFIGURATION),
    "CancelOrders_failure": {"results": [errors.not_cancelled(reasons.UNKNOWN_ORDER, ORDER_ID)]},
    "EditOrder_failure": errors.not_edited(reasons.EDIT_NOT_FOUND),
    "PreviewEditOrder_failure": {
        "errors": [
            {
                "edit_failure_reason": reasons.EDIT_NOT_FOUND,
                "preview_failure_reason": reasons.PREVIEW_UNKNOWN,
            }
        ]
    },
    "PreviewOrder_insufficient_fund": {**ESTIMATE, "errs": ["PREVIEW_INSUFFICIENT_FUND"]},
}


def answered(method: str, path: str, chosen: str) -> Reply:
    """`chosen`: the header `X-Sandbox`."""
    body = CHOSEN.get(chosen) or ANSWERS.get((method, path.removeprefix(V3)))
    return (
        errors.error("NOT_FOUND", "route not found")
        if body is None
        else Reply(status=200, body=encoded(body))
    )
