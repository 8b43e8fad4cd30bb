from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class ClockStep(Fault):
    """The venue's clock jumps by `seconds` when the window opens and stays there: nothing is undone."""

    seconds: float = 5.0

    async def on_open(self, armed: Armed) -> int:
        armed.venue.step_clock(self.seconds)
        return 1
