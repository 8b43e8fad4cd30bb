"""What a play leaves behind."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fakes.ledger import FaultFired, Ledger
from scenarios.history import History


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What was still there after the subject had been closed and a grace of virtual time had passed."""

    tasks: tuple[str, ...] = ()
    connections: tuple[str, ...] = ()


IN_REAL_TIME = "loopback"
"""The world of a run of which no packet is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The evidence of one play. `world` is the digest of every packet and its time."""

    subject: str
    venue: str
    token: str
    history: History = field(repr=False)
    ledger: Ledger = field(repr=False)
    decoy: Ledger | None = field(repr=False, default=None)
    """What reached the live venue while the play was a sandbox one."""
    folder: str = "\0"
    """Where the files of the play were."""
    secrets: tuple[str, ...] = field(repr=False, default=())
    """The key, the secret and the private key that the subject was given."""
    logs: Sequence[Mapping[str, Any]] = field(repr=False, default=())
    texts: Sequence[str] = field(repr=False, default=())
    """Every line of text that the subject let out: log lines, messages, representations."""
    complaints: Sequence[str] = ()
    leftovers: Leftovers = Leftovers()
    virtual_s: float = 0.0
    world: str = ""
    starved_s: float = 0.0
    """In real time: for how much of the worst second the machine kept the play from running."""
    events: Sequence[str] = field(repr=False, default=())
    """A line for every packet, if the setting asked to keep them."""

    @property
    def digest(self) -> str:
        """Equal for equal runs, wherever their files lie: the packets, and what the subject made of them.

        Empty for a run in real time, which never comes twice.
        """
        if self.world == IN_REAL_TIME:
            return ""
        digest = hashlib.blake2b(self.world.encode(), digest_size=16)
        for entry in self.history.entries:
            digest.update(repr(entry).replace(self.folder, "").encode())
        return digest.hexdigest()

    def fired(self, fault: str | None = None) -> int:
        """How often a fault acted (all faults if None)."""
        return sum(1 for entry in self.ledger.of(FaultFired) if fault is None or entry.fact.fault == fault)
