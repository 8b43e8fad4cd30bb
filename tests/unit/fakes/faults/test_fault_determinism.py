from fakes.faults import (
    DelayMessages,
    DropMessages,
    Fragmentation,
    Latency,
    LostAnswer,
    ReorderMessages,
    Reset,
    Throttled,
    during,
    upon,
)
from fakes.ledger import SessionOpened
from fakes.operations import Operation, Role, StreamKind
from tests.unit.fakes.faults.binance_stage import BinanceStage, play
from tests.unit.fakes.hosted import arrivals

PLAN = (
    during(0, 120, DropMessages(StreamKind.DEPTH, probability=0.2)),
    during(0, 120, ReorderMessages(StreamKind.TRADE, probability=0.5)),
    during(0, 120, Throttled(Operation.PING, probability=0.5)),
    during(0, 120, Fragmentation(0.5)),
    during(30, 60, Latency(0.2, 0.2)),
    during(40, 60, DelayMessages(StreamKind.DEPTH, seconds=3.0, probability=0.5)),
    upon(SessionOpened, Reset(Role.MARKET), after_s=20.0, lasts_s=1.0),
    during(0, 120, LostAnswer(Operation.TIME, probability=0.0)),
)


async def session(stage: BinanceStage) -> None:
    for _ in range(2):
        socket = await stage.stream("btcusdt@depth@100ms", "btcusdt@trade")
        for _ in range(20):
            await stage.get("/api/v3/ping")
        await arrivals(socket, 50.0)
    assert stage.fired > 50


def test_the_same_plan_of_chance_makes_the_same_bytes_at_the_same_instants() -> None:
    assert play(session, *PLAN) == play(session, *PLAN)


def test_a_fault_more_does_not_change_what_the_others_roll() -> None:
    # The last of the plan never strikes, but has a generator of its own.
    assert play(session, *PLAN) == play(session, *PLAN[:-1])
