"""Health is as bad as the worst observation and says why."""

import pytest

from exchanges.breaker import CircuitState
from exchanges.health import Phase, assess
from exchanges.models import HealthState, StreamHealth, StreamState


def stream(state: StreamState, age_s: float | None = 1.0) -> StreamHealth:
    return StreamHealth(name="market", state=state, age_s=age_s)


def test_all_well_is_healthy_without_reasons() -> None:
    health = assess(
        Phase.RUNNING,
        streams=[stream(StreamState.LIVE)],
        circuits={"orders": CircuitState.CLOSED},
        clock_offset_ms=3.0,
    )

    assert (health.state, health.reasons) == (HealthState.HEALTHY, ())
    assert health.clock_offset_ms == 3.0
    assert health.breakers == {"orders": "closed"}


def test_an_open_stream_without_data_is_stale_and_says_for_how_long() -> None:
    health = assess(Phase.RUNNING, streams=[stream(StreamState.STALE, 42.0)])

    assert health.state is HealthState.STALE
    assert health.reasons == ("stream market delivers nothing for 42 s",)


@pytest.mark.parametrize(
    ("observation", "reason"),
    [
        ({"streams": [stream(StreamState.RECONNECTING)]}, "stream market is reconnecting"),
        ({"circuits": {"orders": CircuitState.OPEN}}, "circuit orders is open"),
        ({"unknown_orders": ["c1"]}, "1 orders of unknown outcome"),
        ({"clock_known": False}, "the venue's clock is not known"),
        ({"key_refusal": "Invalid API-key"}, "the venue refuses the key: Invalid API-key"),
        ({"invalid_books": ["FOOUSDT"]}, "book FOOUSDT is being rebuilt"),
        ({"balances_current": False}, "balances are not current"),
        ({"blocked_s": 7.0}, "the venue wants no requests for 7 s"),
        ({"trading_enabled": False}, "trading is switched off"),
    ],
)
def test_anything_amiss_degrades_and_is_named(observation: dict[str, object], reason: str) -> None:
    health = assess(Phase.RUNNING, **observation)  # type: ignore[arg-type]  # a table of keywords

    assert health.state is HealthState.DEGRADED
    assert health.reasons == (reason,)


def test_stale_outweighs_degraded() -> None:
    health = assess(Phase.RUNNING, streams=[stream(StreamState.STALE, None)], unknown_orders=["c1"])

    assert health.state is HealthState.STALE
    assert len(health.reasons) == 2


def test_starting_and_stopped_outweigh_everything() -> None:
    streams = [stream(StreamState.CONNECTING, None)]

    assert assess(Phase.STARTING, streams=streams).state is HealthState.STARTING
    assert assess(Phase.STOPPED, streams=streams).state is HealthState.STOPPED
