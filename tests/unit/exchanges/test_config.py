"""Settings are right before anything is opened, and environments do not mix."""

from dataclasses import FrozenInstanceError

import pytest

from exchanges.config import (
    ConnectorConfig,
    Endpoints,
    Environment,
    Heartbeat,
    Limits,
    Reconnect,
    Timeouts,
)
from exchanges.errors import ConfigurationError


def endpoints(environment: Environment, host: str, *, plain: bool = False) -> Endpoints:
    http, ws = ("http", "ws") if plain else ("https", "wss")
    return Endpoints(
        environment=environment,
        rest=f"{http}://{host}",
        stream=f"{ws}://{host}/stream",
        private=f"{ws}://{host}/api",
    )


KNOWN = {
    Environment.LIVE: endpoints(Environment.LIVE, "api.example.com"),
    Environment.SANDBOX: endpoints(Environment.SANDBOX, "test.example.com"),
}


@pytest.mark.parametrize("environment", list(Environment))
def test_addresses_hang_on_the_environment(environment: Environment) -> None:
    config = ConnectorConfig(venue="fakex", environment=environment)

    assert config.endpoints_of(KNOWN) is KNOWN[environment]


def test_an_environment_that_the_venue_does_not_have_is_refused() -> None:
    config = ConnectorConfig(venue="kraken", environment=Environment.SANDBOX)

    with pytest.raises(ConfigurationError, match="kraken has no sandbox"):
        config.endpoints_of({Environment.LIVE: KNOWN[Environment.LIVE]})


def test_an_override_of_another_environment_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="endpoints belong to live"):
        ConnectorConfig(
            venue="fakex",
            environment=Environment.SANDBOX,
            endpoints=endpoints(Environment.LIVE, "localhost"),
        )


def test_an_override_that_leads_to_the_other_environments_host_is_refused() -> None:
    config = ConnectorConfig(
        venue="fakex",
        environment=Environment.SANDBOX,
        endpoints=endpoints(Environment.SANDBOX, "api.example.com"),
    )

    with pytest.raises(ConfigurationError, match="belongs to live"):
        config.endpoints_of(KNOWN)


def test_unencrypted_addresses_are_allowed_towards_this_machine() -> None:
    config = ConnectorConfig(
        venue="fakex",
        environment=Environment.SANDBOX,
        endpoints=endpoints(Environment.SANDBOX, "127.0.0.1:8080", plain=True),
    )

    assert config.endpoints_of(KNOWN).rest == "http://127.0.0.1:8080"


@pytest.mark.parametrize("host", ["api.example.com", "127.0.0.1.example.com", "10.0.0.1"])
def test_unencrypted_addresses_elsewhere_are_refused(host: str) -> None:
    with pytest.raises(ConfigurationError, match="unencrypted"):
        endpoints(Environment.SANDBOX, host, plain=True)


@pytest.mark.parametrize("host", ["", "user:word@api.example.com"])
def test_addresses_without_host_or_with_credentials_are_refused(host: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        endpoints(Environment.SANDBOX, host)

    assert "word" not in str(caught.value)


@pytest.mark.parametrize("value", [0, -1.0, float("nan"), float("inf")])
def test_a_number_that_makes_no_sense_is_refused_by_name(value: float) -> None:
    with pytest.raises(ConfigurationError, match="request_s"):
        Timeouts(request_s=value)


def test_more_than_the_whole_limit_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Limits(safety=1.1)


def test_a_first_delay_above_the_longest_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Reconnect(base_s=10, cap_s=1)


def test_a_venue_is_a_plain_name() -> None:
    with pytest.raises(ConfigurationError):
        ConnectorConfig(venue="../evil", environment=Environment.SANDBOX)


def test_an_unknown_log_level_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        ConnectorConfig(venue="fakex", environment=Environment.SANDBOX, log_level="chatty")


def test_settings_do_not_change_under_ones_hands() -> None:
    with pytest.raises(FrozenInstanceError):
        Heartbeat().data_s = 1.0  # type: ignore[misc]  # that is the point


def test_an_address_that_both_environments_share_is_no_address_of_the_other() -> None:
    def at(environment: Environment, stream: str) -> Endpoints:
        return Endpoints(
            environment=environment,
            rest="https://shared.example",
            stream=f"wss://{stream}",
            private=f"wss://{stream}",
        )

    known = {
        Environment.LIVE: at(Environment.LIVE, "live.example"),
        Environment.SANDBOX: at(Environment.SANDBOX, "demo.example"),
    }
    right = at(Environment.SANDBOX, "demo.example")
    wrong = at(Environment.SANDBOX, "live.example")

    def addresses(endpoints: Endpoints) -> Endpoints:
        config = ConnectorConfig(venue="fakex", environment=Environment.SANDBOX, endpoints=endpoints)
        return config.endpoints_of(known)

    assert addresses(right) == right
    with pytest.raises(ConfigurationError, match=r"live\.example"):
        addresses(wrong)
