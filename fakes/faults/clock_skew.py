from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class ClockSkew(Fault):
    """The venue's clock is off by `seconds` and gains `drift` seconds a second while the window is open."""

    seconds: float = 0.0
    drift: float = 0.0

    async def on_open(self, armed: Armed) -> int:
        armed.memory["opened_s"] = armed.now_s
        return int(not self.seconds)  # the desk has noted a skew that was there from the first instant

    def clock_offset_s(self, armed: Armed) -> float:
        opened_s: float = armed.memory.get("opened_s", armed.now_s)
        return self.seconds + self.drift * (armed.now_s - opened_s)
