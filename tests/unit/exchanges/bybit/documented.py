"""Payloads as the venue documents them (docs/venues/bybit.md), as far as it matters."""

from __future__ import annotations

from typing import Any

INSTRUMENT: dict[str, Any] = {
    "symbolId": 9,
    "symbol": "BTCUSDT",
    "baseCoin": "BTC",
    "quoteCoin": "USDT",
    "innovation": "0",
    "status": "Trading",
    "marginTrading": "utaOnly",
    "stTag": "0",
    "lotSizeFilter": {
        "basePrecision": "0.000001",
        "quotePrecision": "0.0000001",
        "minOrderQty": "0.000011",
        "maxOrderQty": "83",
        "minOrderAmt": "5",
        "maxOrderAmt": "8000000",
        "maxLimitOrderQty": "83",
        "maxMarketOrderQty": "41.5",
        "postOnlyMaxLimitOrderSize": "60000",
    },
    "priceFilter": {"tickSize": "0.1"},
    "riskParameters": {"priceLimitRatioX": "0.005", "priceLimitRatioY": "0.01"},
    "symbolType": "",
}

ORDER: dict[str, Any] = {
    "category": "spot",
    "symbol": "BTCUSDT",
    "orderId": "1523347543495541248",
    "orderLinkId": "cr-1",
    "side": "Buy",
    "orderType": "Limit",
    "price": "95000",
    "qty": "0.01",
    "timeInForce": "GTC",
    "orderStatus": "New",
    "cancelType": "UNKNOWN",
    "rejectReason": "EC_NoError",
    "avgPrice": "",
    "leavesQty": "0.01",
    "leavesValue": "950",
    "cumExecQty": "0",
    "cumExecValue": "0",
    "cumExecFee": "",
    "marketUnit": "",
    "isLeverage": "0",
    "positionIdx": 0,
    "reduceOnly": False,
    "createdTime": "1800000000000",
    "updatedTime": "1800000000001",
    "cumFeeDetail": {},
}

EXECUTION: dict[str, Any] = {
    "category": "spot",
    "symbol": "BTCUSDT",
    "orderId": "1523347543495541248",
    "orderLinkId": "cr-1",
    "side": "Buy",
    "orderPrice": "95000",
    "orderQty": "0.01",
    "leavesQty": "0.006",
    "orderType": "Limit",
    "stopOrderType": "",
    "execFee": "0.000004",
    "feeCurrency": "BTC",
    "execId": "2100000000007764263",
    "execPrice": "95000",
    "execQty": "0.004",
    "execValue": "380",
    "execType": "Trade",
    "execTime": "1800000000005",
    "isMaker": True,
    "feeRate": "0.001",
    "seq": 4688002127,
}

WALLET: dict[str, Any] = {
    "accountType": "UNIFIED",
    "totalEquity": "1000",
    "coin": [
        {
            "coin": "USDT",
            "equity": "1000",
            "walletBalance": "1000.5",
            "locked": "380",
            "availableToWithdraw": "",
            "colRes": "0",
        },
        {"coin": "BTC", "equity": "1", "walletBalance": "1", "locked": "0", "availableToWithdraw": ""},
    ],
}
