"""One answer to "can I trade on this?", from many observations. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from exchanges.breaker import CircuitState
from exchanges.models import Health, HealthState, StreamHealth, StreamState


class Phase(Enum):
    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"


def assess(
    phase: Phase,
    *,
    streams: Sequence[StreamHealth] = (),
    clock_offset_ms: float | None = None,
    clock_known: bool = True,
    circuits: Mapping[str, CircuitState] | None = None,
    unknown_orders: Sequence[str] = (),
    invalid_books: Sequence[str] = (),
    balances_current: bool = True,
    blocked_s: float = 0.0,
    trading_enabled: bool = True,
    key_refusal: str = "",
) -> Health:
    """The worst observation decides the state; every one that is not well gives a reason."""
    stale: list[str] = []
    degraded: list[str] = []
    for stream in streams:
        if stream.state is StreamState.STALE:
            age = "" if stream.age_s is None else f" for {stream.age_s:.0f} s"
            stale.append(f"stream {stream.name} delivers nothing{age}")
        elif stream.state is not StreamState.LIVE:
            degraded.append(f"stream {stream.name} is {stream.state.value.lower()}")
    degraded.extend(f"book {symbol} is being rebuilt" for symbol in invalid_books)
    open_circuits = {
        group: state for group, state in (circuits or {}).items() if state is not CircuitState.CLOSED
    }
    degraded.extend(f"circuit {group} is {state.value}" for group, state in open_circuits.items())
    if unknown_orders:
        degraded.append(f"{len(unknown_orders)} orders of unknown outcome")
    if not clock_known:
        degraded.append("the venue's clock is not known")
    if not balances_current:
        degraded.append("balances are not current")
    if blocked_s > 0:
        degraded.append(f"the venue wants no requests for {blocked_s:.0f} s")
    if key_refusal:
        degraded.append(f"the venue refuses the key: {key_refusal}")
    if not trading_enabled:
        degraded.append("trading is switched off")
    return Health(
        state=_state(phase, stale, degraded),
        streams=tuple(streams),
        clock_offset_ms=clock_offset_ms,
        breakers={group: state.value for group, state in (circuits or {}).items()},
        unknown_orders=tuple(unknown_orders),
        reasons=() if phase is Phase.STOPPED else (*stale, *degraded),
    )


def _state(phase: Phase, stale: Sequence[str], degraded: Sequence[str]) -> HealthState:
    if phase is Phase.STOPPED:
        return HealthState.STOPPED
    if phase is Phase.STARTING:
        return HealthState.STARTING
    if stale:
        return HealthState.STALE
    return HealthState.DEGRADED if degraded else HealthState.HEALTHY
