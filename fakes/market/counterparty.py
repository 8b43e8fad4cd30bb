"""Somebody who trades when told: how a workload makes a fill happen at a moment of its choosing."""

from fakes.exchange import Exchange
from fakes.instruments import Side
from fakes.matching import NewOrder, Order, OrderKind, Refused, TimeInForce

_ATOMS = 10**30
"""Deep pockets: more than any scenario trades."""


class NotTradable(Exception):
    """The order asked for is not resting on the book."""


class Counterparty:
    """One account, `name`, with funds without end in every asset listed."""

    def __init__(self, exchange: Exchange, name: str = "counterparty") -> None:
        self._exchange = exchange
        self._name = name
        self._count = 0

    def take(self, symbol: str, side: Side, lots: int) -> Order | Refused:
        """A market order."""
        return self._place(symbol, side, OrderKind.MARKET, None, lots)

    def quote(self, symbol: str, side: Side, ticks: int, lots: int) -> Order | Refused:
        """A resting limit order (or what is left of it after it took)."""
        return self._place(symbol, side, OrderKind.LIMIT, ticks, lots)

    def fill(self, account: str, symbol: str, client_order_id: str, lots: int | None = None) -> Order:
        """Trade against that resting order: `lots`, or all that is open of it.

        Orders ahead of it in price and time are taken first, as on any exchange, so that `lots`
        reach this one. Returns the filled order. Raises NotTradable if it does not rest.
        """
        target = self._exchange.order_of(account, symbol, client_order_id)
        if target is None or not target.working or target.ticks is None:
            raise NotTradable(f"{client_order_id} of {account} does not rest on the book of {symbol}")
        wanted = min(lots or target.remaining, target.remaining)
        ahead = self._lots_ahead(target)
        self._place(
            symbol, target.side.opposite, OrderKind.LIMIT, target.ticks, ahead + wanted, TimeInForce.IOC
        )
        return target

    def _lots_ahead(self, target: Order) -> int:
        assert target.ticks is not None  # the caller looked
        ahead = 0
        for level in self._exchange.engine(target.symbol).side(target.side).levels():
            for order in level.orders.values():
                if order is target:
                    return ahead
                ahead += order.remaining
        return ahead

    def _place(
        self,
        symbol: str,
        side: Side,
        kind: OrderKind,
        ticks: int | None,
        lots: int,
        time_in_force: TimeInForce = TimeInForce.GTC,
    ) -> Order | Refused:
        instrument = self._exchange.instrument(symbol)
        for asset in (instrument.base, instrument.quote):
            missing = _ATOMS - self._exchange.accounts.balance(self._name, asset).free_atoms
            if missing > _ATOMS // 2:
                self._exchange.deposit(self._name, asset, missing)
        self._count += 1
        new = NewOrder(
            account=self._name,
            client_order_id=f"{self._name}-{self._count}",
            side=side,
            kind=kind,
            ticks=ticks,
            lots=lots,
            time_in_force=time_in_force,
        )
        return self._exchange.place(symbol, new)
