"""The sentence of a verdict, asked for together with how it fell: of the wrong one it proves nothing."""

from scenarios.verdict import Verdict


def failure(verdict: Verdict) -> str:
    """The sentence of a verdict that must be a failure."""
    assert not verdict, verdict
    return verdict.reason


def success(verdict: Verdict) -> str:
    """The sentence of a verdict that must be a pass."""
    assert verdict, verdict
    return verdict.reason
