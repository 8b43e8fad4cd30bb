"""What an account has, had and did: balances, orders, trades, tokens (KRK-35 to KRK-38, KRK-46, KRK-60)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.matching import Fill, Order
from fakes.operations import Operation
from fakes.venue import Key
from fakes.venues.kraken import errors, money
from fakes.venues.kraken.endpoints import (
    QUERY_CLOSED,
    QUERY_FUNDS,
    QUERY_OPEN,
    WEBSOCKETS,
    Caller,
    Endpoint,
)
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.order_changes import OrderChanges
from fakes.venues.kraken.order_names import cl_ord_id, userref
from fakes.venues.kraken.order_view import OrderView, at_s
from fakes.venues.kraken.orders import Orders
from fakes.venues.kraken.pairs import Pairs, asset
from fakes.venues.kraken.parameters import Parameters
from fakes.venues.kraken.tokens import EXPIRES_S, Tokens

Json = dict[str, Any]

PAGE: Final = 50
MOST_ORDERS: Final = 50
MOST_TRADES: Final = 20


class Account:
    def __init__(
        self,
        *,
        exchange: Exchange,
        pairs: Pairs,
        orders: Orders,
        changes: OrderChanges,
        tokens: Tokens,
        key_of: Callable[[str], Key],
    ) -> None:
        self._exchange = exchange
        self._orders = orders
        self._changes = changes
        self._tokens = tokens
        self._key_of = key_of
        self._view = OrderView(exchange, pairs, orders.txids)

    def endpoints(self) -> Sequence[Endpoint]:
        funds, open_, closed = (QUERY_FUNDS,), (QUERY_OPEN,), (QUERY_CLOSED,)
        either, stream = (QUERY_OPEN, QUERY_CLOSED), (WEBSOCKETS,)
        return (
            Endpoint(name="Balance", operation=Operation.ACCOUNT, act=self._balance, needs=funds),
            Endpoint(name="BalanceEx", operation=Operation.ACCOUNT, act=self._balance_ex, needs=funds),
            Endpoint(name="OpenOrders", operation=Operation.OPEN_ORDERS, act=self._open, needs=open_),
            Endpoint(name="ClosedOrders", operation=Operation.ALL_ORDERS, act=self._closed, needs=closed),
            Endpoint(name="QueryOrders", operation=Operation.QUERY, act=self._query, needs=either),
            Endpoint(name="OrderAmends", operation=Operation.OTHER, act=self._amends, needs=either),
            Endpoint(
                name="TradesHistory", operation=Operation.MY_TRADES, act=self._history, cost=4, needs=closed
            ),
            Endpoint(name="QueryTrades", operation=Operation.MY_TRADES, act=self._trades, needs=closed),
            Endpoint(
                name="GetWebSocketsToken", operation=Operation.USER_STREAM, act=self._token, needs=stream
            ),
        )

    # --- balances ---------------------------------------------------------------------------------

    def _balance(self, _parameters: Parameters, caller: Caller) -> Json:
        return {
            asset(name).key: money.balance(self._exchange, asset(name), balance.total_atoms)
            for name, balance in self._exchange.accounts.of(caller.account).items()
        }

    def _balance_ex(self, _parameters: Parameters, caller: Caller) -> Json:
        """Available is the balance less what is held (KRK-46); credit there is none."""
        shown = {}
        for name, balance in self._exchange.accounts.of(caller.account).items():
            one = asset(name)
            shown[one.key] = {
                "balance": money.balance(self._exchange, one, balance.total_atoms),
                "credit": money.balance(self._exchange, one, 0),
                "credit_used": money.balance(self._exchange, one, 0),
                "hold_trade": money.balance(self._exchange, one, balance.held_atoms),
            }
        return shown

    # --- orders -----------------------------------------------------------------------------------

    def _open(self, parameters: Parameters, caller: Caller) -> Json:
        trades = parameters.boolean("trades")
        orders = [o for o in self._exchange.open_orders(caller.account) if _named(o, parameters)]
        orders.sort(key=lambda order: order.created_at_ms)
        return {"open": {self._id(o): self._view.order(o, trades=trades) for o in reversed(orders)}}

    def _closed(self, parameters: Parameters, caller: Caller) -> Json:
        """Newest first (KRK-36)."""
        trades = parameters.boolean("trades")
        by = parameters.one_of("closetime", ("open", "close", "both")) or "both"
        start_s, end_s = self._span(parameters, caller)
        orders = [
            order
            for order in self._orders.all(caller.account)
            if not order.is_open and _named(order, parameters) and _within(_times(order, by), start_s, end_s)
        ]
        orders.sort(key=lambda order: order.updated_at_ms, reverse=True)
        page = orders[_offset(parameters) :][:PAGE]
        answer: Json = {"closed": {self._id(o): self._view.order(o, trades=trades) for o in page}}
        if not parameters.boolean("without_count"):
            answer["count"] = len(orders)
        return answer

    def _query(self, parameters: Parameters, caller: Caller) -> Json:
        """Ids that mean nothing are passed over; if all do, that is an error."""
        txids = parameters.listed("txid")
        if not 0 < len(txids) <= MOST_ORDERS:
            raise Refuse(invalid_arguments("txid"))
        trades = parameters.boolean("trades")
        found = [self._orders.of_txid(caller.account, txid) for txid in txids]
        orders = [order for order in found if order is not None and _named(order, parameters)]
        if not orders:
            raise Refuse(errors.UNKNOWN_ORDER)
        return {self._id(order): self._view.order(order, trades=trades) for order in orders}

    def _amends(self, parameters: Parameters, caller: Caller) -> Json:
        order = self._orders.of_txid(caller.account, parameters.required("order_id"))
        if order is None:
            raise Refuse(errors.UNKNOWN_ORDER)
        digits = self._orders.pairs.of(order.symbol).digits
        ids = self._changes.amend_ids(order)
        first = order.amendments[0] if order.amendments else None
        states = [
            (
                order.lots if first is None else first.old_lots,
                order.ticks if first is None else first.old_ticks,
                order.created_at_ms,
            )
        ]
        states += [(each.lots, each.ticks, each.at_ms) for each in order.amendments]
        return {
            "amends": [
                {
                    "amend_id": amend_id,
                    "amend_type": "user" if number else "original",
                    "order_qty": digits.quantity(lots).text,
                    "remaining_qty": digits.quantity(max(0, lots - _filled(order, at_ms))).text,
                    "limit_price": digits.price(ticks or 0).text,
                    "timestamp": at_ms * 1_000_000,
                }
                for number, (amend_id, (lots, ticks, at_ms)) in enumerate(zip(ids, states, strict=True))
            ],
            "count": len(states),
        }

    # --- trades -----------------------------------------------------------------------------------

    def _history(self, parameters: Parameters, caller: Caller) -> Json:
        """Newest first (KRK-38)."""
        start_s, end_s = self._span(parameters, caller)
        own = [
            (order, fill)
            for order, fill in self._own(caller.account)
            if _within((at_s(fill.at_ms),), start_s, end_s)
        ]
        own.sort(key=lambda each: each[1].at_ms, reverse=True)
        page = own[_offset(parameters) :][:PAGE]
        answer: Json = {"trades": {self._txid(*each): self._view.trade(*each) for each in page}}
        if not parameters.boolean("without_count"):
            answer["count"] = len(own)
        return answer

    def _trades(self, parameters: Parameters, caller: Caller) -> Json:
        txids = parameters.listed("txid")
        if not 0 < len(txids) <= MOST_TRADES:
            raise Refuse(invalid_arguments("txid"))
        own = {self._txid(*each): each for each in self._own(caller.account)}
        return {txid: self._view.trade(*own[txid]) for txid in txids if txid in own}

    def _own(self, account: str) -> list[tuple[Order, Fill]]:
        return [(order, fill) for order in self._orders.all(account) for fill in order.fills]

    def _id(self, order: Order) -> str:
        return self._orders.txids.order(order)

    def _txid(self, order: Order, fill: Fill) -> str:
        return self._orders.txids.trade(order, fill)

    def _span(self, parameters: Parameters, caller: Caller) -> tuple[float | None, float | None]:
        """(start, end): Unix seconds, or the ids of orders or trades that happened then."""
        return self._instant_s("start", parameters, caller), self._instant_s("end", parameters, caller)

    def _instant_s(self, name: str, parameters: Parameters, caller: Caller) -> float | None:
        text = parameters.text(name)
        if text is None:
            return None
        order = self._orders.of_txid(caller.account, text)
        if order is not None:
            return at_s(order.updated_at_ms)
        for each in self._own(caller.account):
            if self._txid(*each) == text:
                return at_s(each[1].at_ms)
        number = parameters.decimal(name)
        return None if number is None else float(number)

    # --- streams ----------------------------------------------------------------------------------

    def _token(self, _parameters: Parameters, caller: Caller) -> Json:
        return {"token": self._tokens.issue(self._key_of(caller.api_key)), "expires": EXPIRES_S}


def _named(order: Order, parameters: Parameters) -> bool:
    wanted_ref, wanted_name = parameters.integer("userref"), parameters.text("cl_ord_id")
    return (wanted_ref is None or (userref(order) or 0) == wanted_ref) and (
        wanted_name is None or cl_ord_id(order) == wanted_name
    )


def _times(order: Order, by: str) -> tuple[float, ...]:
    opened_s, closed_s = at_s(order.created_at_ms), at_s(order.updated_at_ms)
    return {"open": (opened_s,), "close": (closed_s,), "both": (opened_s, closed_s)}[by]


def _within(times_s: tuple[float, ...], start_s: float | None, end_s: float | None) -> bool:
    """One of the times lies after the start and not after the end."""
    return any((start_s is None or at > start_s) and (end_s is None or at <= end_s) for at in times_s)


def _offset(parameters: Parameters) -> int:
    return parameters.integer("ofs", least=0) or 0


def _filled(order: Order, at_ms: int) -> int:
    return sum(fill.lots for fill in order.fills if fill.at_ms <= at_ms)
