"""Says nothing of its health: what it does not offer cannot be asked of it."""

from subjects.base import Capability, Unsupported
from subjects.reference import Reference, ReferenceSession
from subjects.seen import HealthSeen


class _Session(ReferenceSession):
    def health(self) -> HealthSeen:
        raise Unsupported("health")


class NoHealth(Reference):
    name = "no_health"
    capabilities = ~Capability.HEALTH
    session_type = _Session
