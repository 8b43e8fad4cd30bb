"""A secret shows itself nowhere."""

import copy
import pickle
from dataclasses import asdict

import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError

WORD = "s3cr3t-word-of-mine"
VARIABLES = {"FAKEX_SANDBOX_API_KEY": "public-part", "FAKEX_SANDBOX_API_SECRET": WORD}


def credentials() -> Credentials:
    return Credentials(api_key="public-part", secret=Secret(WORD), environment=Environment.SANDBOX)


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        "{}".format,
        "{:>30}".format,
        "%s".__mod__,
        lambda secret: repr([secret, {"a": secret}]),
        lambda secret: repr(credentials()),
        lambda secret: str(asdict(credentials())["secret"]),
        lambda secret: repr(copy.deepcopy(secret)),
    ],
)
def test_a_secret_is_not_in_any_text_made_of_it(show) -> None:  # type: ignore[no-untyped-def]
    assert WORD not in show(Secret(WORD))


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError, match="not serialised"):
        pickle.dumps(Secret(WORD))


def test_a_secret_has_no_attribute_that_holds_it() -> None:
    assert not hasattr(Secret(WORD), "__dict__")


def test_secrets_compare_by_value_with_secrets_only() -> None:
    assert Secret(WORD) == Secret(WORD.encode())
    assert Secret(WORD) != Secret("another")
    assert Secret(WORD) != WORD


def test_a_secret_is_no_key_of_a_dict() -> None:
    with pytest.raises(TypeError):
        hash(Secret(WORD))


def test_a_secret_is_revealed_on_demand() -> None:
    assert Secret(WORD).reveal() == WORD.encode()


def test_the_api_key_is_named_in_logs_by_something_else() -> None:
    assert "public-part" not in repr(credentials())
    assert credentials().key_id in repr(credentials())
    assert len(credentials().key_id) == 8


def test_keys_come_from_variables_of_their_environment() -> None:
    found = Credentials.from_environment("fakex", Environment.SANDBOX, VARIABLES)

    assert found == credentials()


def test_a_sandbox_key_is_not_found_when_a_live_one_is_asked_for() -> None:
    with pytest.raises(ConfigurationError, match="FAKEX_LIVE_API_KEY"):
        Credentials.from_environment("fakex", Environment.LIVE, VARIABLES)


def test_the_environment_of_the_process_is_read_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)

    assert Credentials.from_environment("fakex", Environment.SANDBOX) == credentials()


def test_a_private_key_makes_ed25519_credentials() -> None:
    found = Credentials.from_environment(
        "fakex",
        Environment.SANDBOX,
        {"FAKEX_SANDBOX_API_KEY": "k", "FAKEX_SANDBOX_PRIVATE_KEY": "-----BEGIN"},
    )

    assert found.kind is KeyKind.ED25519


def test_two_kinds_of_secret_at_once_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="not both") as caught:
        Credentials.from_environment(
            "fakex", Environment.SANDBOX, {**VARIABLES, "FAKEX_SANDBOX_PRIVATE_KEY": WORD}
        )

    assert WORD not in str(caught.value)


@pytest.mark.parametrize("api_key", ["", "with space", "line\nbreak", "ключ"])
def test_an_api_key_that_cannot_be_one_is_refused_without_quoting_it(api_key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Credentials(api_key=api_key, secret=Secret(WORD), environment=Environment.LIVE)

    assert not api_key or api_key not in str(caught.value)


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Credentials(api_key="k", secret=Secret(""), environment=Environment.LIVE)


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(ConfigurationError, match="FAKEX_SANDBOX_API_SECRET"):
        Credentials.from_environment("fakex", Environment.SANDBOX, {"FAKEX_SANDBOX_API_KEY": "public-part"})


def test_a_copied_secret_is_the_same_secret() -> None:
    secret = Secret(WORD)

    assert copy.copy(secret) is secret


def test_a_passphrase_is_read_and_as_secret_as_the_rest() -> None:
    found = Credentials.from_environment(
        "fakex", Environment.SANDBOX, {**VARIABLES, "FAKEX_SANDBOX_API_PASSPHRASE": "sesame-open"}
    )

    assert found.passphrase == Secret("sesame-open")
    assert found.secrets == (Secret(WORD), Secret("public-part"), Secret("sesame-open"))
    assert "sesame" not in repr(found) + str(asdict(found))


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="passphrase"):
        Credentials(api_key="k", secret=Secret(WORD), environment=Environment.LIVE, passphrase=Secret(""))


@pytest.mark.parametrize(
    ("secret", "kind"),
    [
        ("-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----", KeyKind.ES256),
        ("-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----", KeyKind.ED25519),
        ("a secret that both know", KeyKind.HMAC),
    ],
)
def test_a_secret_tells_its_kind_by_its_head(secret: str, kind: KeyKind) -> None:
    assert KeyKind.of(secret) is kind
