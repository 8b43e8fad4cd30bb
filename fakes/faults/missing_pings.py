from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class MissingPings(Fault):
    """The venue's own heartbeat stops while messages keep flowing and pings are answered."""

    def sends_pings(self, armed: Armed) -> bool:
        return False
