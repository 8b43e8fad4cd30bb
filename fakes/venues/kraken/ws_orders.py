"""Trading requests of the WebSocket in REST's parameter names, and their results in the WebSocket's words.

What orders may be is decided in one place for both protocols; here nothing is decided (KRK-66).
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from fakes.matching import Order
from fakes.venues.kraken import errors
from fakes.venues.kraken.errors import invalid_arguments
from fakes.venues.kraken.frames import (
    Refused,
    Request,
    flag_of,
    integer_of,
    number_of,
    text_of,
    texts_of,
)
from fakes.venues.kraken.pairs import Pairs
from fakes.venues.kraken.parameters import Sent

Texts = dict[str, str]
Params = Mapping[str, Any]

ORDER_FIELDS: Final = (
    "order_type",
    "side",
    "order_qty",
    "limit_price",
    "limit_price_type",
    "triggers",
    "time_in_force",
    "margin",
    "post_only",
    "reduce_only",
    "effective_time",
    "expire_time",
    "cl_ord_id",
    "order_userref",
    "conditional",
    "display_qty",
    "fee_preference",
    "no_mpp",
    "stp_type",
    "cash_order_qty",
    "sender_sub_id",
    "stop_price",
    "trigger",
)
FEES: Final = {"base": "fcib", "quote": "fciq"}
TIMES_IN_FORCE: Final = ("gtc", "gtd", "ioc", "fok")
SELF_TRADE: Final = ("cancel_newest", "cancel_oldest", "cancel_both")


class OrderWords:
    """Raises Refused for what cannot be read, with this API's words or with REST's."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    def add(self, request: Request) -> Texts:
        request.accept_only("token", "symbol", "deadline", "validate", *ORDER_FIELDS)
        return self._pair(request.params) | _order(request.params) | _shared(request.params)

    def add_batch(self, request: Request) -> Sent:
        request.accept_only("token", "symbol", "deadline", "validate", "orders")
        rows = request.params.get("orders")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Refused("Orders field must be an array")
        for row in rows:
            Request(request.method, row).accept_only(*ORDER_FIELDS)
        texts: dict[str, Any] = self._pair(request.params) | _shared(request.params)
        return texts | {"orders": [_order(row) for row in rows]}

    def amend(self, request: Request) -> Texts:
        params = request.params
        request.accept_only(
            "token",
            "order_id",
            "cl_ord_id",
            "order_qty",
            "display_qty",
            "limit_price",
            "limit_price_type",
            "post_only",
            "trigger_price",
            "trigger_price_type",
            "deadline",
            "symbol",
        )
        _only_static(params, "limit_price_type")
        texts = _renamed(params, order_id="txid", cl_ord_id="cl_ord_id", deadline="deadline")
        for name in ("order_qty", "display_qty", "limit_price", "trigger_price"):
            texts |= _number(params, name, name)
        if "post_only" in params:
            texts["post_only"] = str(flag_of(params, "post_only", False)).lower()
        return texts

    def edit(self, request: Request) -> Texts:
        params = request.params
        request.accept_only(
            "token",
            "order_id",
            "symbol",
            "order_qty",
            "limit_price",
            "display_qty",
            "fee_preference",
            "no_mpp",
            "order_userref",
            "post_only",
            "reduce_only",
            "triggers",
            "deadline",
            "validate",
            "cl_ord_id",
        )
        texts = (
            self._pair(params) | _renamed(params, order_id="txid", cl_ord_id="cl_ord_id") | _shared(params)
        )
        texts |= _number(params, "order_qty", "volume") | _number(params, "limit_price", "price")
        if "post_only" in params or "fee_preference" in params:
            texts["oflags"] = _flags(params)
        userref = integer_of(params, "order_userref")
        return texts if userref is None else texts | {"userref": str(userref)}

    def cancel(self, request: Request) -> list[Texts]:
        """One request for each order named."""
        params = request.params
        request.accept_only("token", "order_id", "cl_ord_id", "order_userref")
        targets: list[Texts] = [{"txid": text} for text in texts_of(params, "order_id")]
        targets += [{"cl_ord_id": text} for text in texts_of(params, "cl_ord_id")]
        userrefs = params.get("order_userref", [])
        if not isinstance(userrefs, list) or any(
            isinstance(u, bool) or not isinstance(u, int) for u in userrefs
        ):
            raise Refused("Order_userref field must be an array")
        targets += [{"txid": str(userref)} for userref in userrefs]
        if not targets:
            raise Refused(invalid_arguments("order_id"))
        return targets

    def cancel_batch(self, request: Request) -> Sent:
        request.accept_only("token", "orders", "cl_ord_id")
        texts: dict[str, list[str]] = {}
        if "orders" in request.params:
            texts["orders"] = texts_of(request.params, "orders")
        if "cl_ord_id" in request.params:
            texts["cl_ord_ids"] = texts_of(request.params, "cl_ord_id")
        return texts

    def cancel_after(self, request: Request) -> Texts:
        request.accept_only("token", "timeout")
        timeout_s = integer_of(request.params, "timeout")
        return {} if timeout_s is None else {"timeout": str(timeout_s)}

    def _pair(self, params: Params) -> Texts:
        """This API takes its own form of a name only (KRK-10, KRK-69)."""
        name = text_of(params, "symbol")
        pair = None if name is None else self._pairs.named(name)
        if pair is None:
            raise Refused(errors.UNKNOWN_PAIR)
        return {"pair": pair.name}


def named(order: Order) -> Params:
    """How a result calls an order: by its id, and by what its client gave it."""
    row: dict[str, Any] = {"order_id": order.tags["txid"]}
    if "cl_ord_id" in order.tags:
        row["cl_ord_id"] = order.tags["cl_ord_id"]
    if "userref" in order.tags:
        row["order_userref"] = int(order.tags["userref"])
    return row


def _order(params: Params) -> Texts:
    """What describes an order, in REST's words; left out what was left out."""
    texts = _renamed(params, order_type="ordertype", side="type", cl_ord_id="cl_ord_id")
    texts |= _number(params, "order_qty", "volume") | _number(params, "limit_price", "price")
    texts |= _number(params, "display_qty", "displayvol")
    _only_static(params, "limit_price_type")
    for name in ("triggers", "trigger", "stop_price"):
        if name in params:
            texts["trigger"] = "last"
    if "conditional" in params:
        texts["close[ordertype]"] = "limit"
    if flag_of(params, "margin", False):
        texts["leverage"] = "2"
    if flag_of(params, "reduce_only", False):
        texts["reduce_only"] = "true"
    time_in_force = text_of(params, "time_in_force")
    if time_in_force is not None:
        if time_in_force.lower() not in TIMES_IN_FORCE:
            raise Refused(invalid_arguments("time_in_force"))
        texts["timeinforce"] = time_in_force.upper()
    stp = text_of(params, "stp_type")
    if stp is not None:
        if stp not in SELF_TRADE:
            raise Refused(invalid_arguments("stp_type"))
        texts["stptype"] = stp.replace("_", "-")
    userref = integer_of(params, "order_userref")
    if userref is not None:
        texts["userref"] = str(userref)
    for name, rest_name in (("effective_time", "starttm"), ("expire_time", "expiretm")):
        texts |= _instant(params, name, rest_name)
    cash = _number(params, "cash_order_qty", "volume")
    flags = _flags(params, by_quote=bool(cash))
    return texts | cash | ({"oflags": flags} if flags else {})


def _shared(params: Params) -> Texts:
    texts = _renamed(params, deadline="deadline")
    return texts | {"validate": "true"} if flag_of(params, "validate", False) else texts


def _flags(params: Params, *, by_quote: bool = False) -> str:
    flags = ["post"] if flag_of(params, "post_only", False) else []
    preference = text_of(params, "fee_preference")
    if preference is not None:
        if preference not in FEES:
            raise Refused(invalid_arguments("fee_preference"))
        flags.append(FEES[preference])
    return ",".join([*flags, "viqc"] if by_quote else flags)


def _renamed(params: Params, **names: str) -> Texts:
    texts = {rest_name: text_of(params, name) for name, rest_name in names.items()}
    return {rest_name: text for rest_name, text in texts.items() if text is not None}


def _number(params: Params, name: str, rest_name: str) -> Texts:
    value = number_of(params, name)
    return {} if value is None else {rest_name: _plain(value)}


def _plain(value: Decimal) -> str:
    """Without an exponent, which JSON may have and REST may not."""
    return f"{value:f}"


def _only_static(params: Params, name: str) -> None:
    if text_of(params, name) not in (None, "static"):
        raise Refused(invalid_arguments(name))


def _instant(params: Params, name: str, rest_name: str) -> Texts:
    text = text_of(params, name)
    if text is None:
        return {}
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(invalid_arguments(name)) from None
    return {rest_name: f"{at.timestamp():f}"}
