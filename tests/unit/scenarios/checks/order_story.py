"""A run made by hand: what the venue did and what the user was told, one line each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from fakes.instruments import Side
from fakes.ledger import (
    BalanceChanged,
    Ledger,
    OrderAccepted,
    OrderDone,
    RequestAnswered,
    RequestReceived,
    Traded,
)
from fakes.operations import Operation, Outcome
from fakes.venues.binance.markets import BTCUSDT, ETHUSDT
from scenarios.history import Called, Event, History, NeverAnswered, Raised, Returned, Told
from scenarios.run import Run
from subjects.seen import BalanceSeen, Claim, FillSeen, Intent, OrderSeen, State

SYMBOL = "BTCUSDT"
PRICE, QUANTITY = Decimal("60000.00"), Decimal("0.01000")
LOTS = BTCUSDT.lots(QUANTITY)


def seen(
    name: str, state: State, filled: str = "0", trade_id: int | None = None, symbol: str = SYMBOL
) -> OrderSeen:
    fill = None
    if trade_id is not None:
        fill = FillSeen(trade_id=trade_id, client_order_id=name, price=PRICE, quantity=Decimal(filled))
    return OrderSeen(
        symbol=symbol,
        client_order_id=name,
        venue_order_id="1",
        state=state,
        quantity=QUANTITY,
        filled=Decimal(filled),
        fill=fill,
    )


@dataclass
class Story:
    now_s: float = 0.0
    numbers: dict[str, int] = field(default_factory=dict)
    calls: int = 0

    def __post_init__(self) -> None:
        self.ledger = Ledger(lambda: self.now_s, {SYMBOL: BTCUSDT, "ETHUSDT": ETHUSDT})
        self.history = History(lambda: self.now_s)

    def at(self, now_s: float) -> Self:
        self.now_s = now_s
        return self

    @property
    def run(self) -> Run:
        return Run(subject="hand", venue="hand", token="hand", history=self.history, ledger=self.ledger)

    # what the venue did

    def accepted(
        self,
        name: str,
        quantity: Decimal = QUANTITY,
        price: Decimal = PRICE,
        *,
        symbol: str = SYMBOL,
        number: int | None = None,
    ) -> Self:
        self.numbers[name] = number or len(self.ledger.entries) + 1
        self.ledger.record(
            OrderAccepted(
                symbol=symbol,
                account="subject",
                order_id=self.numbers[name],
                client_order_id=name,
                side=Side.BUY,
                kind="LIMIT",
                ticks=BTCUSDT.ticks(price),
                lots=BTCUSDT.lots(quantity),
            )
        )
        return self

    def traded(self, name: str, quantity: str = "0.01", trade_id: int = 1) -> Self:
        self.ledger.record(
            Traded(
                symbol=SYMBOL,
                trade_id=trade_id,
                ticks=BTCUSDT.ticks(PRICE),
                lots=BTCUSDT.lots(Decimal(quantity)),
                taker_side=Side.SELL,
                maker_order_id=self.numbers[name],
                taker_order_id=0,
                maker_account="subject",
                taker_account="somebody",
                maker_client_order_id=name,
                taker_client_order_id="theirs",
                maker_fee_atoms=0,
                taker_fee_atoms=0,
            )
        )
        return self

    def done(self, name: str, status: str = "FILLED", *, symbol: str = SYMBOL, reason: str = "") -> Self:
        self.ledger.record(
            OrderDone(
                symbol=symbol,
                account="subject",
                order_id=self.numbers[name],
                client_order_id=name,
                status=status,
                filled_lots=0,
                reason=reason,
            )
        )
        return self

    def filled(self, name: str) -> Self:
        return self.traded(name).done(name)

    def received(self, operation: Operation, name: str = "a") -> Self:
        self.ledger.record(
            RequestReceived(
                request_id=1,
                operation=operation,
                transport="rest",
                method="POST",
                path="/",
                source="client",
                client_order_id=name,
            )
        )
        return self

    def refused(self, operation: Operation) -> Self:
        self.ledger.record(
            RequestAnswered(request_id=1, operation=operation, status=0, outcome=Outcome.UNKNOWN_ORDER)
        )
        return self

    def balance(self, asset: str, free_atoms: int, held_atoms: int = 0) -> Self:
        self.ledger.record(
            BalanceChanged(
                account="subject", asset=asset, free_atoms=free_atoms, held_atoms=held_atoms, cause="trade"
            )
        )
        return self

    # what the user did and was told

    def submit(
        self,
        name: str,
        end: Any,
        quantity: Decimal = QUANTITY,
        price: Decimal = PRICE,
        *,
        symbol: str = SYMBOL,
    ) -> Self:
        intent = Intent(symbol=symbol, side="BUY", quantity=quantity, price=price, client_order_id=name)
        return self.call("submit", (intent,), end)

    def cancel(self, name: str, end: Any) -> Self:
        return self.call("cancel", (SYMBOL, name), end)

    def ask(self, name: str, end: Any) -> Self:
        return self.call("order", (SYMBOL, name), end)

    def call(self, verb: str, arguments: tuple[Any, ...], end: Any) -> Self:
        """`end`: a result, a Claim (it raised with that claim), or None (it never ended)."""
        self.begin(verb, arguments)
        return self.end(verb, end)

    def begin(self, verb: str, arguments: tuple[Any, ...]) -> Self:
        self.calls += 1
        self.history.record(Called(call=self.calls, verb=verb, arguments=arguments))
        return self

    def end(self, verb: str, end: Any) -> Self:
        """The call that began last."""
        return self.ended(self.calls, verb, end)

    def ended(self, call: int, verb: str, end: Any) -> Self:
        """The nth call of this story."""
        self.history.record(self._end(call, verb, end))
        return self

    def _end(self, call: int, verb: str, end: Any) -> Event:
        if end is None:
            return NeverAnswered(call=call, verb=verb, patience_s=60.0)
        if isinstance(end, Claim):
            return Raised(call=call, verb=verb, kind="Error", error="Error", claim=end, typed=True, text="")
        return Returned(call=call, verb=verb, result=end)

    def told(self, name: str, state: State, filled: str = "0", trade_id: int | None = None) -> Self:
        self.history.record(Told(stream="orders", seen=seen(name, state, filled, trade_id)))
        return self


def balances(**free: str) -> Mapping[str, BalanceSeen]:
    return {
        asset: BalanceSeen(asset=asset, free=Decimal(amount), locked=Decimal(0))
        for asset, amount in free.items()
    }
