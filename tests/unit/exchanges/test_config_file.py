"""A file is understood wholly or not at all, and reloaded without ever being half applied."""

from pathlib import Path

import pytest

from exchanges.config import ConnectorConfig, Environment
from exchanges.config_file import RELOADABLE, ConfigWatcher, parse_config
from exchanges.errors import ConfigurationError

MINIMAL = 'venue = "fakex"\nenvironment = "sandbox"\n'
SECRET = "hunter2hunter2"


def test_a_minimal_file_gives_the_defaults() -> None:
    assert parse_config(MINIMAL) == ConnectorConfig(venue="fakex", environment=Environment.SANDBOX)


def test_sections_are_read_and_whole_numbers_taken_for_fractions() -> None:
    config = parse_config(MINIMAL + "[timeouts]\nrequest_s = 3\n[flags]\nsubmit_orders = false\n")

    assert config.timeouts.request_s == 3.0
    assert not config.flags.submit_orders


def test_endpoints_take_the_environment_of_the_file() -> None:
    config = parse_config(
        MINIMAL
        + '[endpoints]\nrest = "http://localhost:1"\nstream = "ws://localhost:2"\n'
        + 'private = "ws://localhost:3"\n'
    )

    assert config.endpoints is not None
    assert config.endpoints.environment is Environment.SANDBOX


def test_endpoints_of_the_other_environment_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="belong to live"):
        parse_config(
            MINIMAL
            + '[endpoints]\nenvironment = "live"\nrest = "https://a.b"\nstream = "wss://a.b"\n'
            + 'private = "wss://a.b"\n'
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[timeouts]\nreqest_s = 3\n", ["timeouts.reqest_s", "request_s"]),
        ("[limts]\nsafety = 1\n", ["limts", "limits"]),
        ("[flags]\nsubmit_order = true\n", ["flags.submit_order", "submit_orders"]),
    ],
)
def test_an_unknown_key_is_named_with_its_nearest_neighbour(text: str, words: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_config(MINIMAL + text)

    assert [word for word in words if word not in str(caught.value)] == []


@pytest.mark.parametrize(
    "text",
    [
        '[timeouts]\nrequest_s = "3"\n',
        "[flags]\nsubmit_orders = 1\n",
        "[limits]\nmax_queue = 1.5\n",
        "[limits]\nmax_queue = true\n",
        "timeouts = 3\n",
    ],
)
def test_a_wrong_type_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationError, match="must be"):
        parse_config(MINIMAL + text)


def test_a_value_out_of_range_is_refused_with_its_section() -> None:
    with pytest.raises(ConfigurationError, match=r"timeouts\.request_s"):
        parse_config(MINIMAL + "[timeouts]\nrequest_s = -1\n")


def test_an_unknown_environment_is_refused_with_the_choices() -> None:
    with pytest.raises(ConfigurationError, match="live, sandbox"):
        parse_config('venue = "fakex"\nenvironment = "prod"\n')


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ConfigurationError, match="missing: environment"):
        parse_config('venue = "fakex"\n')


@pytest.mark.parametrize("key", ["api_key", "API_SECRET", "password", "private_key", "authToken"])
def test_a_key_like_a_secret_is_refused_without_its_value(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_config(MINIMAL + f'[timeouts]\n{key} = "{SECRET}"\n')

    assert key in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_file_that_is_no_toml_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="TOML"):
        parse_config("venue = ")


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FileNotFoundError"):
        ConnectorConfig.from_toml(tmp_path / "nothing.toml")


class Disk:
    """A file whose content the test changes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, path: Path) -> str:
        return self.text


def watcher_on(disk: Disk) -> ConfigWatcher:
    return ConfigWatcher(Path("connector.toml"), parse_config(MINIMAL), read=disk.read)


def test_an_unchanged_file_changes_nothing() -> None:
    watcher = watcher_on(Disk(MINIMAL))

    assert watcher.poll() == ()
    assert watcher.poll() == ()


def test_a_changed_section_is_applied_and_listeners_are_told() -> None:
    disk = Disk(MINIMAL)
    watcher = watcher_on(disk)
    told: list[tuple[ConnectorConfig, tuple[str, ...]]] = []
    watcher.on_change(lambda config, names: told.append((config, names)))
    disk.text = MINIMAL + "[flags]\nsubmit_orders = false\n"

    assert watcher.poll() == ("flags",)
    assert told == [(watcher.current, ("flags",))]
    assert not watcher.current.flags.submit_orders


def test_a_broken_file_keeps_the_settings_and_says_why() -> None:
    disk = Disk(MINIMAL)
    watcher = watcher_on(disk)
    before = watcher.current
    disk.text = MINIMAL + "[flags]\nsubmit_order = false\n"

    assert watcher.poll() == ()
    assert watcher.current is before
    assert watcher.last_error is not None
    assert "submit_orders" in watcher.last_error


def test_a_mended_file_is_taken_over() -> None:
    disk = Disk("venue = ")
    watcher = watcher_on(disk)
    watcher.poll()
    disk.text = MINIMAL + "[book]\nsnapshot_levels = 100\n"

    assert watcher.poll() == ("book",)
    assert watcher.last_error is None


def test_what_cannot_change_while_running_is_not_applied_but_named() -> None:
    disk = Disk(MINIMAL)
    watcher = watcher_on(disk)
    disk.text = 'venue = "fakex"\nenvironment = "live"\n[limits]\nsafety = 0.5\n'

    assert watcher.poll() == ("limits",)
    assert watcher.needs_restart == ("environment",)
    assert watcher.current.environment is Environment.SANDBOX
    assert watcher.current.limits.safety == 0.5


def test_addresses_and_environment_never_change_while_running() -> None:
    assert not {"venue", "environment", "endpoints"} & {*RELOADABLE}
