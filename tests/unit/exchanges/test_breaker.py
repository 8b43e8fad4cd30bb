"""A circuit protects the venue and never keeps anyone from taking risk down."""

from exchanges.breaker import Breakers, CircuitBreaker, CircuitState
from exchanges.config import BreakerRules

RULES = BreakerRules(failures=3, cooldown_s=5.0, cooldown_cap_s=20.0)


def opened(at_s: float = 0.0) -> CircuitBreaker:
    circuit = CircuitBreaker(RULES)
    for _ in range(3):
        circuit.failed(at_s)
    return circuit


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    circuit = CircuitBreaker(RULES)

    assert [circuit.failed(0.0) for _ in range(3)] == [False, False, True]
    assert circuit.state(0.0) is CircuitState.OPEN
    assert not circuit.allows(4.9)


def test_a_success_in_between_starts_the_count_again() -> None:
    circuit = CircuitBreaker(RULES)
    circuit.failed(0.0)
    circuit.failed(0.0)
    circuit.succeeded()

    assert not circuit.failed(0.0)
    assert circuit.allows(0.0)


def test_essential_requests_always_pass() -> None:
    assert opened().allows(0.0, essential=True)


def test_after_the_pause_one_probe_passes() -> None:
    circuit = opened()

    assert circuit.state(5.0) is CircuitState.HALF_OPEN
    assert [circuit.allows(5.0), circuit.allows(5.0)] == [True, False]


def test_a_good_probe_closes_the_circuit() -> None:
    circuit = opened()
    circuit.allows(5.0)
    circuit.succeeded()

    assert circuit.state(5.1) is CircuitState.CLOSED
    assert circuit.retry_after_s(5.1) == 0.0


def test_a_bad_probe_opens_it_for_longer_up_to_a_cap() -> None:
    circuit = opened()
    now_s = 0.0
    pauses = []
    for _ in range(4):
        now_s += circuit.retry_after_s(now_s)
        assert circuit.allows(now_s)
        assert circuit.failed(now_s)
        pauses.append(circuit.retry_after_s(now_s))

    assert pauses == [10.0, 20.0, 20.0, 20.0]


def test_late_failures_do_not_lengthen_the_pause() -> None:
    circuit = opened()
    circuit.failed(4.0)

    assert circuit.allows(5.0)


def test_the_success_of_an_essential_request_closes_the_circuit() -> None:
    circuit = opened()
    circuit.allows(1.0, essential=True)
    circuit.succeeded()

    assert circuit.allows(1.1)


def test_a_probe_that_was_given_up_makes_room_for_another() -> None:
    circuit = opened()
    circuit.allows(5.0)
    circuit.abandoned()

    assert circuit.allows(5.1)


def test_a_probe_that_never_reports_does_not_block_for_ever() -> None:
    circuit = opened()
    circuit.allows(5.0)

    assert circuit.retry_after_s(5.0) == 20.0
    assert circuit.allows(25.0)


def test_groups_fail_apart() -> None:
    breakers = Breakers(RULES)
    for _ in range(3):
        breakers.of("orders").failed(0.0)
    breakers.of("market")

    assert breakers.states(0.0) == {
        "orders": CircuitState.OPEN,
        "market": CircuitState.CLOSED,
    }


def test_new_rules_reach_circuits_that_exist() -> None:
    breakers = Breakers(RULES)
    circuit = breakers.of("orders")
    breakers.adopt(BreakerRules(failures=1, cooldown_s=5.0, cooldown_cap_s=20.0))

    assert circuit.failed(0.0)
