"""Payloads as the documentation shows them (https://www.okx.com/docs-v5/en/), shortened to what is read."""

from typing import Any

SYMBOL = "BTC-USDT"

# #public-data-rest-api-get-instruments
INSTRUMENT: dict[str, Any] = {
    "instType": "SPOT",
    "instId": "BTC-USDT",
    "instIdCode": 10001,
    "uly": "",
    "baseCcy": "BTC",
    "quoteCcy": "USDT",
    "settleCcy": "",
    "ctVal": "",
    "ctMult": "",
    "lever": "10",
    "tickSz": "0.1",
    "lotSz": "0.00000001",
    "minSz": "0.00001",
    "state": "live",
    "maxLmtSz": "9999999999",
    "maxMktSz": "1000000",
    "futureSettlement": False,
    "upcChg": [],
}

# #order-book-trading-trade-get-order-details
ORDER: dict[str, Any] = {
    "instType": "SPOT",
    "instId": "BTC-USDT",
    "tgtCcy": "",
    "ordId": "680800019749904384",
    "clOrdId": "bot1",
    "px": "50000",
    "sz": "0.01",
    "ordType": "limit",
    "side": "buy",
    "posSide": "net",
    "tdMode": "cash",
    "accFillSz": "0",
    "fillPx": "",
    "tradeId": "",
    "fillSz": "0",
    "fillTime": "",
    "avgPx": "",
    "state": "live",
    "feeCcy": "BTC",
    "fee": "0",
    "cancelSource": "",
    "cancelSourceReason": "",
    "cTime": "1708587373361",
    "uTime": "1708587373362",
}

# #order-book-trading-trade-ws-order-channel
REPORT = ORDER | {
    "state": "partially_filled",
    "accFillSz": "0.004",
    "avgPx": "49999.9",
    "tradeId": "744876980",
    "fillPx": "49999.9",
    "fillSz": "0.004",
    "fillTime": "1708587375000",
    "fillFee": "-0.0000032",
    "fillFeeCcy": "BTC",
    "execType": "M",
    "uTime": "1708587375001",
    "code": "0",
    "msg": "",
}

# #order-book-trading-trade-get-transaction-details-last-3-days
FILL: dict[str, Any] = {
    "instType": "SPOT",
    "instId": "BTC-USDT",
    "tradeId": "744876980",
    "ordId": "680800019749904384",
    "clOrdId": "bot1",
    "billId": "1111",
    "fillPx": "49999.9",
    "fillSz": "0.004",
    "side": "buy",
    "execType": "T",
    "feeCcy": "BTC",
    "fee": "-0.000004",
    "ts": "1708587375001",
    "fillTime": "1708587375000",
}

# #trading-account-rest-api-get-balance
ACCOUNT: dict[str, Any] = {
    "uTime": "1705474164160",
    "totalEq": "55837.43556134779",
    "details": [
        {
            "ccy": "USDT",
            "cashBal": "4850.5",
            "availBal": "4834.3",
            "frozenBal": "16.2",
            "uTime": "1705449605015",
        },
        {"ccy": "BTC", "cashBal": "1", "availBal": "1", "frozenBal": "", "uTime": "1705449605015"},
    ],
}

# #order-book-trading-market-data-get-trades
TRADE: dict[str, Any] = {
    "instId": "BTC-USDT",
    "side": "sell",
    "sz": "0.00001",
    "px": "29963.2",
    "tradeId": "242720720",
    "ts": "1654161646974",
}

PLACED: dict[str, Any] = {
    "ordId": "312269865356374016",
    "clOrdId": "bot1",
    "tag": "",
    "ts": "1695190491421",
    "sCode": "0",
    "sMsg": "",
}
