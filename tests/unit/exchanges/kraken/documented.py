"""Payloads as the documentation shows them, some shortened to what is read, and names of two pairs."""

import msgspec

from exchanges.venues.kraken.pairs import Names

# https://docs.kraken.com/api/docs/rest-api/get-tradable-asset-pairs
BTCUSD = {
    "altname": "XBTUSD",
    "wsname": "XBT/USD",
    "aclass_base": "currency",
    "base": "XXBT",
    "aclass_quote": "currency",
    "quote": "ZUSD",
    "lot": "unit",
    "cost_decimals": 5,
    "pair_decimals": 1,
    "lot_decimals": 8,
    "lot_multiplier": 1,
    "fees": [[0, 0.4], [10000, 0.35]],
    "fee_volume_currency": "ZUSD",
    "ordermin": "0.00005",
    "costmin": "0.5",
    "tick_size": "0.1",
    "status": "online",
}
DOGEBTC = BTCUSD | {
    "altname": "XDGXBT",
    "wsname": "XDG/XBT",
    "base": "XXDG",
    "quote": "XXBT",
    "pair_decimals": 8,
    "ordermin": "50",
    "costmin": "0.00002",
    "tick_size": "0.00000001",
}
PAIRS = {"XXBTZUSD": BTCUSD, "XXDGXXBT": DOGEBTC}


def raw(rows: dict[str, dict[str, object]]) -> dict[str, msgspec.Raw]:
    return {key: msgspec.Raw(msgspec.json.encode(row)) for key, row in rows.items()}


def names_of(rows: dict[str, dict[str, object]] = PAIRS) -> Names:
    names = Names()
    names.adopt(raw(rows), lambda cause: None)
    return names


# https://docs.kraken.com/api/docs/rest-api/get-open-orders
ORDER_ID = "OUF4EM-FRGI2-MQMWZD"
OPEN_ORDER = {
    "refid": None,
    "userref": 0,
    "cl_ord_id": "bot-0001",
    "status": "open",
    "opentm": 1795195480.8648,
    "starttm": 0,
    "expiretm": 0,
    "descr": {
        "pair": "XBTUSD",
        "type": "buy",
        "ordertype": "limit",
        "price": "50000.0",
        "price2": "0",
        "leverage": "none",
        "order": "buy 0.01000000 XBTUSD @ limit 50000.0",
        "close": "",
    },
    "vol": "0.01000000",
    "vol_exec": "0.00000000",
    "cost": "0.00000",
    "fee": "0.00000",
    "price": "0.00000",
    "stopprice": "0.00000",
    "limitprice": "0.00000",
    "misc": "",
    "oflags": "fciq",
}
TRADE = {
    "ordertxid": ORDER_ID,
    "postxid": "TKH2SE-M7IF5-CFI7LT",
    "pair": "XXBTZUSD",
    "time": 1795195500.2501,
    "type": "buy",
    "ordertype": "limit",
    "price": "49999.90000",
    "cost": "249.99950",
    "fee": "0.40000",
    "vol": "0.00500000",
    "margin": "0.00000",
    "leverage": "0",
    "misc": "",
    "trade_id": 40274859,
    "maker": True,
}

# https://docs.kraken.com/api/docs/websocket-v2/executions
PENDING_NEW = {
    "order_id": "OK4GJX-KSTLS-7DZZO5",
    "cl_ord_id": "bot-0003",
    "symbol": "BTC/USD",
    "order_qty": 0.005,
    "cum_cost": 0.0,
    "time_in_force": "GTC",
    "exec_type": "pending_new",
    "side": "sell",
    "order_type": "limit",
    "limit_price_type": "static",
    "limit_price": 26500.0,
    "stop_price": 0.0,
    "order_status": "pending_new",
    "fee_usd_equiv": 0.0,
    "fee_ccy_pref": "fciq",
    "timestamp": "2023-09-22T10:33:05.709950Z",
}
NEW = {
    "timestamp": "2023-09-22T10:33:05.709982Z",
    "order_status": "new",
    "exec_type": "new",
    "order_userref": 3,
    "order_id": "OK4GJX-KSTLS-7DZZO5",
}
EXECUTION = {
    "order_id": "OK4GJX-KSTLS-7DZZO5",
    "order_userref": 3,
    "exec_id": "TGBB7L-HT5LX-J3BZ4A",
    "exec_type": "trade",
    "trade_id": 62887576,
    "symbol": "BTC/USD",
    "side": "sell",
    "last_qty": 0.005,
    "last_price": 26599.9,
    "liquidity_ind": "t",
    "cost": 132.9995,
    "order_type": "limit",
    "timestamp": "2023-09-22T10:33:05.709993Z",
    "order_status": "partially_filled",
    "cum_qty": 0.005,
    "cum_cost": 132.9995,
    "avg_price": 26599.9,
    "fee_usd_equiv": 0.3458,
    "fees": [{"asset": "USD", "qty": 0.3458}],
}
