"""Fault episodes a second: 60 virtual seconds of venue and connector in which one fault strikes.

    python benchmarks/episodes.py --episodes 50

Each episode opens the reference connector on its own venue, watches book, trades and orders, places and
cancels an order beside the fault, and reads the book once a second. Processor time; neighbours on the same
core slow that too, so the best of many says more than the median.
The target is 100 a second on a core. `--profile FILE` keeps a cProfile of one run.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# isort: split
import simulation.early  # noqa: F401  before the libraries

# isort: split
import argparse
import cProfile
import logging
import statistics
import tempfile
import time
from decimal import Decimal

from fakes.faults.fault import Fault
from fakes.faults.gap import Gap
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during
from fakes.market.script import MarketScript
from fakes.market.scripts import QUIET, SILENT
from fakes.operations import Operation
from scenarios.player import Player
from scenarios.stage import Stage
from subjects.reference import Reference
from subjects.seen import Intent

EPISODE_S = 60.0
STRIKES_AT_S = 20.0
WARM_UP = 3


async def trade_through_it(player: Player) -> None:
    """What a small strategy does in a minute."""
    player.watch_book("BTCUSDT")
    player.watch_trades("BTCUSDT")
    player.watch_orders()
    await player.until(STRIKES_AT_S + 1.0)
    intent = Intent(
        symbol="BTCUSDT",
        side="BUY",
        quantity=Decimal("0.01"),
        price=Decimal("50000"),
        time_in_force="GTC",
        client_order_id="episode-1",
    )
    await player.submit(intent)
    await player.sample_books("BTCUSDT", every_s=1.0, until_s=EPISODE_S - 5.0)
    await player.cancel("BTCUSDT", "episode-1")
    await player.until(EPISODE_S)


def _at_strike(fault: Fault) -> Planned:
    return during(STRIKES_AT_S, STRIKES_AT_S + 2.0, fault)


FAULTS: dict[str, tuple[MarketScript, tuple[Planned, ...]]] = {
    "none, quiet": (QUIET, ()),
    "reset, quiet": (QUIET, (_at_strike(Reset()),)),
    "gap, quiet": (QUIET, (_at_strike(Gap()),)),
    "lost answer, silent": (SILENT, (_at_strike(LostAnswer(on=Operation.PLACE)),)),
    "reset, silent": (SILENT, (_at_strike(Reset()),)),
}


def play(number: int, market: MarketScript, faults: tuple[Planned, ...], folder: Path) -> None:
    """One episode, with a seed of its own."""
    stage = Stage(Reference(), "binance", f"episode {number}", folder)
    run = stage.play(trade_through_it, *faults, market=market)
    if run.virtual_s < EPISODE_S or run.complaints:
        raise SystemExit(f"episode {number} went wrong: {run.virtual_s} s, {run.complaints}")


def measure(episodes: int, folder: Path) -> None:
    best_s, median_s = [], []
    for name, (market, faults) in FAULTS.items():
        for number in range(WARM_UP):
            play(-1 - number, market, faults, folder)
        took_s = []
        for number in range(episodes):
            began_s = time.process_time()
            play(number, market, faults, folder)
            took_s.append(time.process_time() - began_s)
        best_s.append(min(took_s))
        median_s.append(statistics.median(took_s))
        report(name, best_s[-1], median_s[-1])
    report("all (target 100)", statistics.mean(best_s), statistics.mean(median_s))


def report(name: str, best_s: float, median_s: float) -> None:
    print(
        f"{name:20} best {best_s * 1e3:6.1f} ms ({1 / best_s:4.0f} a second), "
        f"median {median_s * 1e3:6.1f} ms ({1 / median_s:4.0f} a second)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--episodes", type=int, default=30, help="of each kind (default 30)")
    parser.add_argument("--profile", type=Path, help="write a cProfile here")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        if given.profile is None:
            measure(given.episodes, Path(folder))
            return
        with cProfile.Profile() as profile:
            measure(given.episodes, Path(folder))
        profile.dump_stats(given.profile)


if __name__ == "__main__":
    main()
