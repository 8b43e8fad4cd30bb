"""How fast the matching engine is, alone and with balances and ledger around it, in processor time.

python benchmarks/matching_engine.py --operations 200000
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from fakes.exchange import Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger
from fakes.matching import Engine, Identifiers, NewOrder, OrderKind, Refused

Play = Callable[[list[NewOrder | int]], tuple[float, int]]

INSTRUMENT = Instrument(symbol="BTCUSDT", base="BTC", quote="USDT")
FUNDS_ATOMS = 10**30


def requests(count: int, seed: int) -> list[NewOrder | int]:
    """Two limit orders around 60,000 for each cancel (an int: which order to try), one market order in 20."""
    rng = Random(seed)
    made: list[NewOrder | int] = []
    orders = 0
    for _ in range(count):
        if orders and rng.random() < 0.33:
            made.append(max(1, orders - rng.randrange(200)))
            continue
        orders += 1
        side = Side.BUY if rng.random() < 0.5 else Side.SELL
        offset = int(rng.gauss(60, 50))
        market = rng.random() < 0.05
        made.append(
            NewOrder(
                account=f"a{rng.randrange(8)}",
                client_order_id=str(orders),
                side=side,
                kind=OrderKind.MARKET if market else OrderKind.LIMIT,
                ticks=None if market else 6_000_000 + (-offset if side is Side.BUY else offset),
                lots=rng.randint(1, 1_000),
            )
        )
    return made


def engine_only(work: list[NewOrder | int]) -> tuple[float, int]:
    engine = Engine(INSTRUMENT, Identifiers())
    facts = 0
    started = time.process_time()
    for item in work:
        outcome = engine.cancel(item, 0) if isinstance(item, int) else engine.submit(item, 0)
        if not isinstance(outcome, Refused):
            facts += len(outcome.steps)
    return time.process_time() - started, facts


def whole_exchange(work: list[NewOrder | int]) -> tuple[float, int]:
    ledger = Ledger(lambda: 0.0)
    exchange = Exchange([INSTRUMENT], ledger, lambda: 0)
    for number in range(8):
        for asset in ("BTC", "USDT"):
            exchange.deposit(f"a{number}", asset, FUNDS_ATOMS)
    started = time.process_time()
    for item in work:
        if isinstance(item, int):
            exchange.cancel("BTCUSDT", item)
        else:
            exchange.place("BTCUSDT", item)
    return time.process_time() - started, len(ledger.entries)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--operations", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    work = requests(options.operations, options.seed)
    for name, play in (("engine", engine_only), ("exchange with ledger", whole_exchange)):
        best_s, facts = min(_timed(play, work) for _ in range(options.repeat))
        rate = len(work) / best_s
        print(f"{name:22} {rate:10,.0f} operations/s   {1e6 / rate:6.2f} µs each   {facts:,} facts")


def _timed(play: Play, work: list[NewOrder | int]) -> tuple[float, int]:
    gc.collect()
    gc.disable()
    try:
        return play(work)
    finally:
        gc.enable()


if __name__ == "__main__":
    main()
