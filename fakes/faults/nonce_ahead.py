from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.traits import Trait


@dataclass(frozen=True)
class NonceAhead(Fault):
    """Somebody used the key with numbers from a clock that is `seconds` ahead: the client's are too low."""

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.NONCE})
    seconds: float = 30.0

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.advance_nonces(self.seconds)
