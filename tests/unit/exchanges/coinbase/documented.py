"""Payloads as the documentation shows them, some shortened to what is read."""

from typing import Any

# https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/products/list-public-products
BTCUSD: dict[str, Any] = {
    "product_id": "BTC-USD",
    "price": "68923.67",
    "price_percentage_change_24h": "-0.28",
    "volume_24h": "11005.02",
    "base_increment": "0.00000001",
    "quote_increment": "0.01",
    "quote_min_size": "1",
    "quote_max_size": "150000000",
    "base_min_size": "0.00000001",
    "base_max_size": "3400",
    "base_name": "Bitcoin",
    "quote_name": "US Dollar",
    "watched": False,
    "is_disabled": False,
    "new": False,
    "status": "online",
    "cancel_only": False,
    "limit_only": False,
    "post_only": False,
    "trading_disabled": False,
    "auction_mode": False,
    "product_type": "SPOT",
    "quote_currency_id": "USD",
    "base_currency_id": "BTC",
    "fcm_trading_session_details": None,
    "mid_market_price": "",
    "alias": "",
    "alias_to": ["BTC-USDC"],
    "view_only": False,
    "price_increment": "0.01",
    "display_name": "BTC-USD",
    "product_venue": "CBE",
}
BTCUSDC = BTCUSD | {
    "product_id": "BTC-USDC",
    "quote_currency_id": "USDC",
    "alias": "BTC-USD",
    "alias_to": [],
}
PRODUCTS = {"products": [BTCUSD, BTCUSDC], "num_products": 2, "pagination": None}

# https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/get-order
ORDER_ID = "0000-000000-000000"
ORDER: dict[str, Any] = {
    "order_id": ORDER_ID,
    "product_id": "BTC-USD",
    "user_id": "2222-000000-000000",
    "order_configuration": {
        "limit_limit_gtc": {"base_size": "0.001", "limit_price": "10000.00", "post_only": False}
    },
    "side": "BUY",
    "client_order_id": "bot-1",
    "status": "OPEN",
    "time_in_force": "GOOD_UNTIL_CANCELLED",
    "created_time": "2026-01-01T00:00:00Z",
    "completion_percentage": "50",
    "filled_size": "0.0005",
    "average_filled_price": "10000",
    "fee": "",
    "number_of_fills": "1",
    "filled_value": "5",
    "pending_cancel": False,
    "size_in_quote": False,
    "total_fees": "0.03",
    "total_value_after_fees": "5.03",
    "trigger_status": "INVALID_ORDER_TYPE",
    "order_type": "LIMIT",
    "reject_reason": "REJECT_REASON_UNSPECIFIED",
    "settled": False,
    "product_type": "SPOT",
    "reject_message": "",
    "cancel_message": "",
    "last_fill_time": "2026-01-01T00:00:01.500Z",
}

# https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/orders/list-fills
FILL: dict[str, Any] = {
    "entry_id": "22222-2222222-22222222",
    "trade_id": "1111-11111-111111",
    "order_id": ORDER_ID,
    "trade_time": "2026-01-01T00:00:01.500Z",
    "trade_type": "FILL",
    "price": "10000.00",
    "size": "0.0005",
    "commission": "0.03",
    "product_id": "BTC-USD",
    "sequence_timestamp": "2026-01-01T00:00:01.500Z",
    "liquidity_indicator": "MAKER",
    "size_in_quote": False,
    "user_id": "3333-333333-3333333",
    "side": "BUY",
}

# https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/accounts/list-accounts
ACCOUNT: dict[str, Any] = {
    "uuid": "8bfc20d7-f7c6-4422-bf07-8243ca4169fe",
    "name": "BTC Wallet",
    "currency": "BTC",
    "available_balance": {"value": "1.23", "currency": "BTC"},
    "default": False,
    "active": True,
    "type": "ACCOUNT_TYPE_CRYPTO",
    "ready": True,
    "hold": {"value": "0.1", "currency": "BTC"},
}

# https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels
REPORT: dict[str, Any] = {
    "avg_price": "0",
    "cancel_reason": "",
    "client_order_id": "bot-1",
    "completion_percentage": "0",
    "contract_expiry_type": "UNKNOWN_CONTRACT_EXPIRY_TYPE",
    "cumulative_quantity": "0",
    "filled_value": "0",
    "leaves_quantity": "0.001",
    "limit_price": "50000",
    "number_of_fills": "0",
    "order_id": ORDER_ID,
    "order_side": "BUY",
    "order_type": "Limit",
    "outstanding_hold_amount": "50",
    "post_only": "false",
    "product_id": "BTC-USD",
    "product_type": "SPOT",
    "reject_reason": "",
    "status": "OPEN",
    "stop_price": "",
    "time_in_force": "GOOD_UNTIL_CANCELLED",
    "total_fees": "0",
    "creation_time": "2026-01-01T00:00:00Z",
    "end_time": "0001-01-01T00:00:00Z",
}
PUBLIC_TRADE: dict[str, Any] = {
    "trade_id": "995098663",
    "product_id": "BTC-USD",
    "price": "68923.67",
    "size": "0.00064",
    "time": "2026-04-07T00:28:58.544778Z",
    "side": "SELL",
}
