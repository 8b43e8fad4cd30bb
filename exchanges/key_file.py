"""Credentials in a file that is worth nothing without its passphrase.

scrypt (RFC 7914) stretches the passphrase, ChaCha20-Poly1305 (RFC 8439) encrypts and authenticates;
venue environment and kind of key are authenticated too, so that a sandbox file cannot be renamed
into a live one. A file that others may read, that belongs to somebody else or that is a symbolic
link is refused, as OpenSSH does with private keys.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError

_VERSION = 1
_MAX_BYTES = 64 * 1024
_COST = 2**15
"""scrypt N; with r=8, p=1 about 32 MiB and a tenth of a second (OWASP's advice is 2**17)."""
_MAX_COST = 2**20


def seal_key_file(
    path: Path,
    credentials: Credentials,
    passphrase: Secret,
    *,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
    cost: int = _COST,
) -> None:
    """Write a new file, readable by its owner only. Raises ConfigurationError if it exists."""
    salt, nonce = entropy(16), entropy(12)
    header = _header(credentials.environment, credentials.kind)
    parts = {"api_key": credentials.api_key, "secret": credentials.secret.reveal().decode()}
    if credentials.passphrase is not None:
        parts["passphrase"] = credentials.passphrase.reveal().decode()
    content = json.dumps(parts).encode()
    sealed = ChaCha20Poly1305(_stretch(passphrase, salt, cost)).encrypt(nonce, content, header)
    document = {
        "version": _VERSION,
        "environment": credentials.environment.value,
        "kind": credentials.kind.value,
        "scrypt_n": cost,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(sealed).decode(),
    }
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise ConfigurationError(f"cannot create {path}: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(document, file, indent=1)


def open_key_file(path: Path, passphrase: Secret, environment: Environment) -> Credentials:
    """Read, check and decrypt. Raises ConfigurationError; its text never has any of the content."""
    document = _document(_read_private(path), path)
    try:
        found = Environment(document["environment"])
        kind = KeyKind(document["kind"])
        salt = base64.b64decode(document["salt"], validate=True)
        nonce = base64.b64decode(document["nonce"], validate=True)
        sealed = base64.b64decode(document["sealed"], validate=True)
        cost = document["scrypt_n"]
    except (KeyError, ValueError, TypeError):
        raise ConfigurationError(f"{path} is not a key file of version {_VERSION}") from None
    if found is not environment:
        raise ConfigurationError(f"{path} holds a key for {found.value}, not {environment.value}")
    if type(cost) is not int or not 2 <= cost <= _MAX_COST or cost & (cost - 1):
        raise ConfigurationError(f"{path} asks for an absurd amount of work")
    try:
        key = _stretch(passphrase, salt, cost)
        plain = ChaCha20Poly1305(key).decrypt(nonce, sealed, _header(found, kind))
        content = json.loads(plain)
        api_key, secret = content["api_key"], Secret(content["secret"])
        of_the_key = Secret(content["passphrase"]) if "passphrase" in content else None
    except (InvalidTag, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(f"{path}: wrong passphrase, or the file was changed") from None
    return Credentials(api_key=api_key, secret=secret, environment=found, kind=kind, passphrase=of_the_key)


def _read_private(path: Path) -> bytes:
    """The content of a file that is its owner's secret; checked on the open file, not its name."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        # A symbolic link ends here, too (ELOOP).
        raise ConfigurationError(f"cannot open {path}: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ConfigurationError(f"{path} is not a plain file")
        if status.st_uid != os.geteuid():
            raise ConfigurationError(f"{path} belongs to another user")
        if status.st_mode & 0o077:
            raise ConfigurationError(f"{path} may be read by others; make it 0600")
        if status.st_size > _MAX_BYTES:
            raise ConfigurationError(f"{path} is too large for a key file")
        return file.read(_MAX_BYTES)


def _document(content: bytes, path: Path) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except ValueError:
        document = None
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        raise ConfigurationError(f"{path} is not a key file of version {_VERSION}")
    return document


def _header(environment: Environment, kind: KeyKind) -> bytes:
    return f"connector key {_VERSION} {environment.value} {kind.value}".encode()


def _stretch(passphrase: Secret, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.reveal())
