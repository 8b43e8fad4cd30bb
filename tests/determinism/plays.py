"""Play a connector through trouble and write what happened as JSON: run in a process of its own.

Usage: plays.py SUBJECT VENUE FILE
"""

import json
import sys
import tempfile
from pathlib import Path

import simulation.early  # noqa: F401 - before any library binds the real clock
from fakes.faults.gap import Gap
from fakes.faults.half_open import HalfOpen
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.reset import Reset
from fakes.faults.schedule import during, upon
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.ledger import SessionOpened
from fakes.operations import Operation, Refusal, Role, StreamKind
from scenarios.player import Player
from scenarios.stage import Stage
from scenarios.workloads.orders import SYMBOL, order
from subjects.registry import load

TROUBLE = (
    during(15.0, 25.0, Reset(role=Role.MARKET)),
    upon(SessionOpened, Reset(role=Role.MARKET), lasts_s=1.0, not_before_s=15.0),
    during(30.0, 40.0, LostAnswer(on=Operation.PLACE, limit=1)),
    during(45.0, 50.0, ServerErrorBefore(on=Operation.PLACE, error=Refusal.INTERNAL, limit=1)),
    during(55.0, 57.0, Gap(kind=StreamKind.DEPTH)),
    during(60.0, 65.0, HalfOpen()),
    during(150.0, 152.0, Reset()),
)


async def trade(player: Player) -> None:
    player.watch_book(SYMBOL)
    player.watch_trades(SYMBOL)
    player.watch_orders()
    for number, at_s in enumerate((10.0, 30.5, 45.5, 160.0)):
        await player.until(at_s)
        await player.submit(order(player, f"order{number}"))
    await player.cancel(SYMBOL, "order0")
    await player.sample_books(SYMBOL, every_s=5.0, until_s=200.0)


def main() -> None:
    subject, venue, file = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(load(subject), venue, f"{venue}/determinism/0", Path(folder))
        run = stage.play(trade, *TROUBLE, must_fire=False, keep_events=True)
    Path(file).write_text(
        json.dumps(
            {
                "digest": run.digest,
                "events": list(run.events),
                "fired": run.fired(),
                "history": [repr(entry) for entry in run.history.entries],
            }
        )
    )


if __name__ == "__main__":
    main()
