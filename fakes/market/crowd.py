"""Everybody else on one symbol: makers who quote around a fair price, and takers who hit them."""

from decimal import Decimal
from random import Random

from fakes.exchange import Exchange
from fakes.instruments import BUY, SELL, Side
from fakes.matching import NewOrder, Order, OrderKind, Quote, TimeInForce

TAKER = "crowd"
MAKERS = ("maker-1", "maker-2", "maker-3")
_FUNDS_ATOMS = 10**30
"""More than a crowd can spend in any run."""

OPENING_PRICES = {"BTCUSDT": Decimal(60_000), "ETHUSDT": Decimal(3_000), "LTCBTC": Decimal("0.0015")}
_ANY_PRICE = Decimal(100)


class Crowd:
    """One symbol's crowd. Levels lie `spacing` ticks apart (1/20000 of the price, so that 50 of them
    span a quarter of a percent); orders are worth between 10 and 1,000 times the smallest allowed."""

    def __init__(self, exchange: Exchange, symbol: str, rng: Random, levels: int) -> None:
        self._exchange = exchange
        self._symbol = symbol
        self._rng = rng
        self._levels = levels
        instrument = exchange.instrument(symbol)
        price = OPENING_PRICES.get(symbol, _ANY_PRICE)
        self.fair_ticks = float(int(price / instrument.tick))
        self.spacing = max(1, int(self.fair_ticks) // 20_000)
        worth = instrument.min_notional / (price * instrument.step)
        self._fewest_lots = max(instrument.min_lots, int(worth * 10))
        self._most_lots = max(self._fewest_lots, int(worth * 1_000))
        self._resting = [o for maker in MAKERS for o in exchange.open_orders(maker, symbol)]
        for account in (TAKER, *MAKERS):
            for asset in (instrument.base, instrument.quote):
                if exchange.accounts.balance(account, asset).free_atoms < _FUNDS_ATOMS // 2:
                    exchange.deposit(account, asset, _FUNDS_ATOMS)

    def open_book(self) -> None:
        """A first trade at the fair price, then `levels` a side, symmetric about it.

        Clients ask for the last price as soon as they connect, and a listed market always has one.
        """
        fair = int(self.fair_ticks)
        self._send(MAKERS[0], SELL, fair, self._fewest_lots, OrderKind.LIMIT)
        self._send(TAKER, BUY, None, self._fewest_lots, OrderKind.MARKET)
        instrument = self._exchange.instrument(self._symbol)
        quotes = []
        for distance in range(1, self._levels + 1):
            for side, sign in ((BUY, -1), (SELL, 1)):
                ticks = fair + sign * distance * self.spacing
                if instrument.min_ticks <= ticks <= instrument.max_ticks:
                    quotes.append(Quote(self._rng.choice(MAKERS), side, ticks, self._lots()))
        self._resting.extend(self._exchange.lay_out(self._symbol, quotes))

    def change(self) -> None:
        """One maker posts or withdraws an order, such that about `levels` a side remain."""
        target = 2 * self._levels
        engine = self._exchange.engine(self._symbol)
        if engine.count_open(*MAKERS) != len(self._resting):  # some were taken
            self._resting = [order for order in self._resting if order.working]
        resting = self._resting
        if len(resting) > target or (len(resting) > target * 9 // 10 and self._rng.random() < 0.5):
            # the farther of two: a book that follows its price sheds what it left behind
            one, other = self._rng.randrange(len(resting)), self._rng.randrange(len(resting))
            farther = max(one, other, key=lambda i: abs((resting[i].ticks or 0) - self.fair_ticks))
            resting[farther], resting[-1] = resting[-1], resting[farther]
            self._exchange.cancel(self._symbol, resting.pop().order_id)
            return
        side = BUY if len(engine.bids) <= len(engine.asks) else SELL
        steps = int(self._rng.expovariate(3 / self._levels))
        self._post(side, 1 + steps * self.spacing + self._rng.randrange(self.spacing))

    def trade(self) -> None:
        """Somebody takes."""
        engine = self._exchange.engine(self._symbol)
        side = BUY if self._rng.random() < 0.5 else SELL
        best = engine.best_ask if side is BUY else engine.best_bid
        if best is not None:
            self._send(TAKER, side, None, self._lots(), OrderKind.MARKET)

    def move(self, ticks: float) -> None:
        """The fair price moves; quotes that it leaves on the wrong side are taken."""
        instrument = self._exchange.instrument(self._symbol)
        low, high = instrument.min_ticks + self.spacing, instrument.max_ticks - self.spacing
        self.fair_ticks = min(max(self.fair_ticks + ticks, low), high)
        fair = int(self.fair_ticks)
        engine = self._exchange.engine(self._symbol)
        for side, sign in ((BUY, 1), (SELL, -1)):
            stale = 0
            for level in engine.side(side.opposite).levels():
                if (fair - level.ticks) * sign <= 0:
                    break
                stale += level.lots
            if stale:
                self._send(
                    TAKER,
                    side,
                    fair,
                    min(stale, instrument.max_lots),
                    OrderKind.LIMIT,
                    time_in_force=TimeInForce.IOC,
                )

    def _post(self, side: Side, distance: int) -> None:
        """A resting order that far from the fair price, or behind the opposite best: it never takes."""
        engine = self._exchange.engine(self._symbol)
        fair = int(self.fair_ticks)
        if side is BUY:
            best = engine.best_ask
            ticks = fair - distance if best is None else min(fair - distance, best[0] - 1)
        else:
            best = engine.best_bid
            ticks = fair + distance if best is None else max(fair + distance, best[0] + 1)
        instrument = engine.instrument
        if not instrument.min_ticks <= ticks <= instrument.max_ticks:
            return
        quote = Quote(self._rng.choice(MAKERS), side, ticks, self._lots())
        self._resting.extend(self._exchange.lay_out(self._symbol, (quote,)))

    def _lots(self) -> int:
        # small orders are common, large ones rare
        share = self._rng.random() ** 3
        return self._fewest_lots + int(share * (self._most_lots - self._fewest_lots))

    def _send(
        self,
        account: str,
        side: Side,
        ticks: int | None,
        lots: int,
        kind: OrderKind,
        time_in_force: TimeInForce = TimeInForce.GTC,
    ) -> Order | None:
        new = NewOrder(
            account=account,
            client_order_id=f"{account}-{self._exchange.engine(self._symbol).ids.order}",
            side=side,
            kind=kind,
            ticks=ticks,
            lots=lots,
            time_in_force=time_in_force,
        )
        outcome = self._exchange.place(self._symbol, new)
        return outcome if isinstance(outcome, Order) else None
