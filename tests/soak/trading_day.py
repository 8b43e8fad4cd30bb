"""A user who trades for a day through a fault a minute, and compares himself with the venue again and again.

What he was told is kept for one round only, so that what grows over the day is the connector's.
"""

import asyncio
import gc
import logging
import tracemalloc
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import structlog

from fakes.faults import (
    AbruptClose,
    CloseCode,
    DelayMessages,
    DropMessages,
    DuplicateMessages,
    EmptyBody,
    Gap,
    HalfOpen,
    HtmlPage,
    LateAnswer,
    LateFill,
    LostAnswer,
    LostRequest,
    NameFailure,
    Partition,
    Planned,
    Refuse,
    RefusedUpgrade,
    Reset,
    ServerErrorAfter,
    ServerErrorBefore,
    Silence,
    StaleSnapshot,
    Throttled,
    TruncatedBody,
    UnreadableMessage,
    UserStreamExpired,
)
from fakes.instruments import Side
from fakes.matching import Order
from fakes.operations import Operation, Refusal, Role, StreamKind
from scenarios.checks.order_truth import ACCOUNT
from scenarios.player import Player
from scenarios.trouble import Trouble, one_after_the_other
from scenarios.workloads.long_runs import AWAY
from scenarios.workloads.orders import QUANTITY, SYMBOL, fill, order
from subjects.base import Seen
from subjects.seen import OrderSeen, State, TradeSeen

CONNECTOR = str(Path(__file__).parents[2] / "exchanges" / "*")
ORDER_EVERY_S = 30.0
SETTLE_S = 240.0
"""At the end of a round nothing goes wrong for so long, and nothing is placed."""
WEIGHINGS = 8
"""How often memory is looked at; each look goes through all that the lab holds as well."""
REPORTS = (StreamKind.ORDER, StreamKind.BALANCE)
TROUBLES: list[Trouble] = [
    (0.1, Reset()),
    (0.1, AbruptClose(role=Role.MARKET)),
    (0.1, AbruptClose(how="rst", role=Role.USER)),
    (0.1, CloseCode()),
    (1.0, HalfOpen()),
    (15.0, Reset(), Refuse()),
    (15.0, Reset(), NameFailure()),
    (15.0, AbruptClose(), RefusedUpgrade()),
    (15.0, Partition()),
    (20.0, Silence(kind=StreamKind.DEPTH)),
    (20.0, Silence(kind=REPORTS)),
    (0.1, UserStreamExpired()),
    (2.0, Gap(kind=StreamKind.DEPTH)),
    (5.0, DropMessages(kind=StreamKind.TRADE)),
    (5.0, DropMessages(kind=REPORTS)),
    (20.0, DuplicateMessages()),
    (20.0, DelayMessages(seconds=2.0, kind=REPORTS)),
    (20.0, UnreadableMessage(limit=3)),
    (20.0, StaleSnapshot(age_s=5.0, limit=2), Gap(kind=StreamKind.DEPTH, limit=1)),
    (30.0, LostAnswer(on=Operation.PLACE, how="silence", limit=1)),
    (30.0, LostAnswer(on=Operation.PLACE, limit=1), Silence(kind=REPORTS)),
    (30.0, LostRequest(on=Operation.PLACE, how="silence", limit=1)),
    (30.0, LostAnswer(on=Operation.CANCEL, how="silence", limit=1)),
    (30.0, ServerErrorAfter(on=Operation.PLACE, error=Refusal.TIMEOUT, limit=1)),
    (30.0, ServerErrorBefore(error=Refusal.INTERNAL)),
    (30.0, LateAnswer(seconds=3.0)),
    (30.0, LateFill(seconds=4.0)),
    (30.0, HtmlPage(status=502, limit=3)),
    (30.0, EmptyBody(limit=2)),
    (30.0, TruncatedBody(limit=2)),
    (30.0, Throttled(retry_after_s=10.0, limit=1)),
]


def troubles(rounds: int, round_s: float, seed: str) -> list[Planned]:
    """One in every minute but the last of each round."""
    plan: list[Planned] = []
    for number in range(rounds):
        begins_s = number * round_s
        plan += one_after_the_other(
            TROUBLES,
            every_s=60.0,
            from_s=begins_s + 30.0,
            to_s=begins_s + round_s - SETTLE_S,
            seed=f"{seed}/{number}",
        )
    return plan


@dataclass
class Day:
    """What the user keeps of the round, and what he found in all rounds."""

    words: dict[str, OrderSeen] = field(default_factory=dict)
    fills: dict[str, list[int]] = field(default_factory=dict)
    newest_trade: int = 0
    trades: int = 0
    orders: int = 0
    wrong: list[str] = field(default_factory=list)
    connector_bytes: list[int] = field(default_factory=list)
    """What the connector's own code held, again and again."""
    _compared: dict[str, None] = field(default_factory=dict)

    async def told(self, seen: Seen) -> None:
        if isinstance(seen, OrderSeen):
            self.words[seen.client_order_id] = seen
            if seen.fill is not None:
                self.fills.setdefault(seen.client_order_id, []).append(seen.fill.trade_id)
        elif isinstance(seen, TradeSeen):
            self.trades += 1
            if seen.trade_id <= self.newest_trade:
                self.wrong.append(f"trade {seen.trade_id} was told after {self.newest_trade}")
            self.newest_trade = seen.trade_id

    async def live(self, player: Player, rounds: int, round_s: float) -> None:
        keep_no_log()
        session = player.session
        watches = (
            session.watch_orders(self.told),
            session.watch_trades(SYMBOL, self.told),
            session.watch_book(SYMBOL, self.told),
        )
        watching = [asyncio.ensure_future(watch) for watch in watches]
        for number in range(rounds):
            ends_s = (number + 1) * round_s
            await self._trade(player, f"r{number}", ends_s - SETTLE_S)
            await player.until(ends_s - SETTLE_S / 4)
            await self._compare(player)
            self._forget(player)
            if (number + 1) % max(1, rounds // WEIGHINGS) == 0:
                self._weigh()
            print(f"{ends_s / 3600:g} h: {self.orders} orders, {len(self.wrong)} deviations", flush=True)
        self.wrong += [f"a watch ended: {watch}" for watch in watching if watch.done()]
        for watch in watching:
            watch.cancel()
        await asyncio.wait(watching)

    async def _trade(self, player: Player, name: str, until_s: float) -> None:
        async with asyncio.TaskGroup() as lives:
            number = 0
            while player.now_s + 2 * ORDER_EVERY_S < until_s:
                number += 1
                lives.create_task(self._life(player, f"{name}n{number}", number))
                await player.wait(ORDER_EVERY_S)

    async def _life(self, player: Player, name: str, number: int) -> None:
        self.orders += 1
        side = Side.BUY if number % 2 else Side.SELL
        await self._ask(player, name, player.session.submit(order(player, name, side, away=AWAY)))
        await player.wait(ORDER_EVERY_S / 3)
        if number % 3 == 1:
            fill(player, name)
            return
        if number % 3 == 2:
            fill(player, name, QUANTITY / 4)
            await player.wait(ORDER_EVERY_S / 3)
        await self._ask(player, name, player.session.cancel(SYMBOL, name))

    async def _ask(self, player: Player, name: str, question: Awaitable[OrderSeen]) -> None:
        """What it says of the order is the user's newest word; an error says nothing new."""
        try:
            async with asyncio.timeout(player.patience_s):
                self.words[name] = await question
        except TimeoutError:
            self.wrong.append(f"a question about {name} was never answered")
        except Exception as error:
            if not player.subject.documents(error):
                self.wrong.append(f"{name}: {error!r}")

    async def _compare(self, player: Player) -> None:
        """Every order of the round, its executions, and all balances: as the venue has them."""
        exchange = player.venue.exchange
        for true in exchange.all_orders(ACCOUNT, SYMBOL):
            if true.client_order_id.startswith("r") and true.client_order_id not in self._compared:
                self._compared[true.client_order_id] = None
                self._compare_order(player, true)
        for name, word in self.words.items():
            if name not in self._compared and word.state not in (State.REJECTED, State.UNKNOWN):
                self.wrong.append(f"{name} is told as {word.state}, it never was")
        told = await player.session.balances()
        for asset in ("BTC", "USDT"):
            balance = exchange.accounts.of(ACCOUNT)[asset]
            unit = Decimal(10) ** -8
            true_ones = balance.free_atoms * unit, balance.held_atoms * unit
            if (told[asset].free, told[asset].locked) != true_ones:
                self.wrong.append(
                    f"{player.now_s:.0f} s: {asset} is told as {told[asset]}, it is {true_ones}"
                )

    def _compare_order(self, player: Player, true: Order) -> None:
        name = true.client_order_id
        word = self.words.get(name)
        filled = player.venue.ledger.instruments[SYMBOL].quantity(true.filled_lots)
        if word is None:
            self.wrong.append(f"{name} is {true.status}, nothing was told of it")
        elif (word.state.value, word.filled) != (true.status.value.lower().replace("new", "open"), filled):
            self.wrong.append(
                f"{name} is told as {word.state} with {word.filled}, it is {true.status} with {filled}"
            )
        executions = Counter(self.fills.get(name, ()))
        if executions != Counter(each.trade_id for each in true.fills):
            self.wrong.append(f"{name}: executions {executions}, there were {true.fills}")

    def _forget(self, player: Player) -> None:
        """Let go of all that the lab has from the connector."""
        self.words.clear()
        self.fills.clear()
        player.history.entries.clear()
        getattr(player.session, "audited", []).clear()

    def _weigh(self) -> None:
        """What the connector still has."""
        gc.collect()
        if tracemalloc.is_tracing():
            own = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, CONNECTOR)])
            self.connector_bytes.append(sum(trace.size for trace in own.traces))


def keep_no_log() -> None:
    """A day of log lines is the lab's memory, not the connector's."""

    def drop(*_: object) -> NoReturn:
        raise structlog.DropEvent

    structlog.get_config()["processors"][:] = [drop]
    logging.getLogger().handlers.clear()
