"""Exports no metrics and counts nothing: items about them do not apply."""

from subjects.base import Capability, Unsupported
from subjects.reference import Reference, ReferenceSession
from subjects.seen import CountsSeen


class _Session(ReferenceSession):
    def metrics(self) -> str:
        raise Unsupported("metrics")

    def counts(self) -> CountsSeen:
        raise Unsupported("counts")


class NoMetrics(Reference):
    name = "no_metrics"
    capabilities = ~Capability.METRICS
    session_type = _Session
