"""Random clients on one symbol, for what must hold after any sequence of operations."""

from random import Random

from fakes.exchange import Batch, Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger, LevelChanged
from fakes.matching import Conventions, FeeIn, NewOrder, Order, OrderKind, SelfTrade, TimeInForce
from fakes.truth import Book

SYMBOL = "BTCUSDT"
ACCOUNTS = ("a", "b", "c", "d")
DEPOSIT_ATOMS = 50_000_000
"""Little enough that orders are refused for want of funds now and then."""


COARSE = Instrument(symbol=SYMBOL, base="BTC", quote="USDT", maker_fee_ppm=700)


class Mill:
    """Random clients on one symbol; a second book follows the facts alone. `prices`: in ticks.

    `revises`: orders are also revised, and fees taken in either asset. `bounds`: market orders stop at a
    price, and some orders are taken and then rejected.
    """

    def __init__(
        self,
        seed: int,
        prices: tuple[int, int] = (80, 120),
        *,
        instrument: Instrument = COARSE,
        conventions: Conventions | None = None,
        revises: bool = False,
        bounds: bool = False,
    ) -> None:
        self.rng = Random(seed)
        self.prices = prices
        self.revises = revises
        self.bounds = bounds
        self.revised = 0
        self.ledger = Ledger(lambda: 0.0)
        self.exchange = Exchange([instrument], self.ledger, lambda: 0, conventions)
        for account in ACCOUNTS[:2]:
            self.exchange.watch(account)
        for account in ACCOUNTS:
            for asset in ("BTC", "USDT"):
                self.exchange.deposit(account, asset, DEPOSIT_ATOMS)
        self.followed = Book(SYMBOL)
        self.accepted: list[Order] = []
        self.placed = self.refused = 0
        self.exchange.listen(self._follow)

    def _follow(self, batch: Batch) -> None:
        for fact in batch.facts:
            if isinstance(fact, LevelChanged):
                self.followed.apply(fact)

    def turn(self) -> None:
        dice = self.rng.random()
        if dice < 0.62 or not self.accepted:
            outcome = self.exchange.place(SYMBOL, self._order())
            self.placed += 1
            if isinstance(outcome, Order):
                self.accepted.append(outcome)
            else:
                self.refused += 1
            return
        recent = self.accepted[-self.rng.randint(1, min(60, len(self.accepted)))]
        if self.revises and dice < 0.75:
            ticks, lots = self.rng.randint(*self.prices), self.rng.randint(1, 300)
            outcome = self.exchange.revise(SYMBOL, recent.order_id, ticks=ticks, lots=lots)
            self.revised += isinstance(outcome, Order)
        elif dice < 0.92:
            self.exchange.cancel(SYMBOL, recent.order_id)
        elif dice < 0.97:
            lots = self.rng.randint(1, max(1, recent.lots))
            self.exchange.amend(SYMBOL, recent.order_id, lots, f"amended-{self.rng.random()}")
        else:
            self.exchange.replace(SYMBOL, recent.order_id, self._order(), stop_on_failure=dice < 0.985)

    def _order(self) -> NewOrder:
        rng = self.rng
        kind = rng.choice([OrderKind.LIMIT] * 8 + [OrderKind.LIMIT_MAKER, OrderKind.MARKET])
        by_quote = kind is OrderKind.MARKET and rng.random() < 0.5
        return NewOrder(
            account=rng.choice(ACCOUNTS),
            client_order_id=f"c{rng.random()}",
            side=rng.choice([Side.BUY, Side.SELL]),
            kind=kind,
            ticks=None if kind is OrderKind.MARKET and not self.bounds else rng.randint(*self.prices),
            lots=None if by_quote else rng.randint(1, 300),
            quote_atoms=rng.randint(1, 400_000) if by_quote else None,
            time_in_force=rng.choice(
                [TimeInForce.GTC] * 6 + [TimeInForce.IOC, TimeInForce.FOK]
                if kind is OrderKind.LIMIT
                else [TimeInForce.GTC]
            ),
            self_trade=rng.choice(list(SelfTrade)),
            fee_in=rng.choice(list(FeeIn)) if self.revises and not self.bounds else FeeIn.RECEIVED,
            doomed=self.bounds and rng.random() < 0.02,
        )
