"""A key file opens for its owner, with its passphrase, for its environment, and says nothing."""

import json
import os
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import ConfigurationError
from exchanges.key_file import open_key_file, seal_key_file

WORD = "s3cr3t-word-of-mine"
PASSPHRASE = Secret("correct horse")
CREDENTIALS = Credentials(api_key="public-part", secret=Secret(WORD), environment=Environment.SANDBOX)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "key.json"
    # A low cost: the point here is the handling, not the stretching.
    seal_key_file(path, CREDENTIALS, PASSPHRASE, entropy=Random(1).randbytes, cost=2)
    return path


def refusal(path: Path, passphrase: Secret = PASSPHRASE) -> str:
    with pytest.raises(ConfigurationError) as caught:
        open_key_file(path, passphrase, Environment.SANDBOX)
    assert WORD not in str(caught.value)
    return str(caught.value)


def test_what_was_sealed_is_opened(sealed: Path) -> None:
    assert open_key_file(sealed, PASSPHRASE, Environment.SANDBOX) == CREDENTIALS


def test_a_passphrase_of_the_key_is_sealed_with_it(tmp_path: Path) -> None:
    credentials = replace(CREDENTIALS, passphrase=Secret("sesame-open"))
    path = tmp_path / "key.json"
    seal_key_file(path, credentials, PASSPHRASE, entropy=Random(1).randbytes, cost=2)

    assert "sesame" not in path.read_text()
    assert open_key_file(path, PASSPHRASE, Environment.SANDBOX) == credentials


def test_the_file_holds_neither_key_nor_secret(sealed: Path) -> None:
    text = sealed.read_text()

    assert WORD not in text
    assert "public-part" not in text


def test_the_file_is_made_for_its_owner_only(sealed: Path) -> None:
    assert sealed.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_not_overwritten(sealed: Path) -> None:
    with pytest.raises(ConfigurationError, match="File exists"):
        seal_key_file(sealed, CREDENTIALS, PASSPHRASE, cost=2)


def test_a_wrong_passphrase_opens_nothing(sealed: Path) -> None:
    assert "wrong passphrase" in refusal(sealed, Secret("wrong"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o666])
def test_a_file_that_others_may_touch_is_refused(sealed: Path, mode: int) -> None:
    sealed.chmod(mode)

    assert "read by others" in refusal(sealed)


def test_a_symbolic_link_is_refused(sealed: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(sealed)

    assert "cannot open" in refusal(link)


def test_a_file_of_another_user_is_refused(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)

    assert "another user" in refusal(sealed)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)

    assert "not a plain file" in refusal(pipe)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "nothing")


def test_a_key_of_another_environment_is_refused(sealed: Path) -> None:
    with pytest.raises(ConfigurationError, match="for sandbox, not live"):
        open_key_file(sealed, PASSPHRASE, Environment.LIVE)


def test_the_environment_cannot_be_rewritten(sealed: Path) -> None:
    document = json.loads(sealed.read_text())
    document["environment"] = "live"
    sealed.write_text(json.dumps(document))

    with pytest.raises(ConfigurationError, match="was changed"):
        open_key_file(sealed, PASSPHRASE, Environment.LIVE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sealed", "AAAA"),
        ("sealed", "no base64!"),
        ("nonce", "AAAA"),
        ("kind", "rsa"),
        ("version", 2),
        ("scrypt_n", 2**40),
        ("scrypt_n", 3),
        ("scrypt_n", "2"),
        ("salt", None),
    ],
)
def test_a_damaged_file_is_refused(sealed: Path, key: str, value: object) -> None:
    document = json.loads(sealed.read_text())
    document[key] = value
    sealed.write_text(json.dumps(document))

    refusal(sealed)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", WORD.encode(), b"\xff\xfe"])
def test_a_file_that_is_no_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    path.chmod(0o600)

    assert "not a key file" in refusal(path)


def test_a_file_too_large_to_be_one_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b" " * 70_000)
    path.chmod(0o600)

    assert "too large" in refusal(path)
