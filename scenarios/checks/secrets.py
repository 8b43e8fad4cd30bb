"""Do secrets stay where they belong, and orders in the environment they were meant for?"""

import re
from base64 import b64encode
from collections.abc import Iterator

from fakes.ledger import (
    OrderAccepted,
    RequestAnswered,
    RequestReceived,
    SessionOpened,
    SessionRefused,
)
from scenarios.history import HealthSampled, Opened, Raised, StreamEnded, Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import StreamLost

_PIECE = 20
"""A piece of a key so long is no accident."""
_SIGNATURE = re.compile(
    r"""(?:signature|api-sign)["']?(?:\s*[=:]\s*|,\s*)b?["']?
        (?:[0-9a-f]{64}|[A-Za-z0-9+/_-]{80,}={0,2}|(?:[A-Za-z0-9]|%2[BF]|%3D){80,})""",
    re.I | re.X,
)
"""As venues write it: 64 hex digits (SHA256), or base64 of 64 bytes and more (Ed25519, RSA, SHA512)."""


def no_secret_is_told(run: Run) -> Verdict:
    """Neither a key nor a secret nor a signature stands in anything that the subject lets out in words.

    A piece of 20 characters counts, and so does base64 of the whole. Premise: it had secrets, it signed
    requests that reached the venue, and there were words to look through.
    """
    signed = sum(1 for entry in run.ledger.of(RequestReceived) if entry.fact.api_key)
    if not signed or not any(run.secrets):
        raise Inconclusive("no signed request reached the venue")
    words = 0
    for where, text in _words(run):
        words += 1
        if (told := _first_told(text, run.secrets)) is not None:
            what, at, found = told
            return failed(f"{where} tells {what}: {_around(text, at, found)}")
    if not words:
        raise Inconclusive("the subject never said a word")
    return passed(f"{words} texts without a secret, {signed} signed requests")


def lax_key_file_is_refused(run: Run, mode: int) -> Verdict:
    """The subject does not open with the file, says so with an error of its own, and does not use the key.

    Premise: it was asked to open, that is, it opened or raised.
    """
    if any(True for _ in run.history.of(Opened)):
        return failed(f"the connector opened with a key file of mode {mode:o}")
    refusal = next((e.event for e in run.history.of(Raised) if e.event.verb == "open"), None)
    if refusal is None:
        raise Inconclusive("the subject neither opened nor refused to")
    used = next((e for e in run.ledger.of(RequestReceived) if e.fact.api_key), None)
    if used is not None:
        return failed(f"the key was used at {used.at_s:.1f} s before its file of mode {mode:o} was refused")
    if not refusal.typed:
        return failed(f"a key file of mode {mode:o} leaked {refusal.error}: {refusal.text[:120]}")
    return passed(f"a key file of mode {mode:o} was refused: {refusal.text[:120]}")


def nothing_reaches_the_live_venue(run: Run) -> Verdict:
    """No request and no connection reaches the live venue while the subject is meant for the sandbox.

    Premise: the play had a live venue beside the sandbox, and the subject used the sandbox.
    """
    if run.decoy is None:
        raise Inconclusive("there was no live venue to be mistaken for the sandbox")
    if not any(True for _ in run.ledger.of(RequestAnswered)):
        raise Inconclusive("the subject never used the sandbox")
    for accepted in run.decoy.of(OrderAccepted):
        if accepted.fact.account == "subject":
            return failed(f"an order was placed at the live venue at {accepted.at_s:.1f} s")
    for request in run.decoy.of(RequestReceived):
        return failed(f"{request.fact.operation} was asked of the live venue at {request.at_s:.1f} s")
    for session in run.decoy.of(SessionOpened):
        return failed(f"a connection for {session.fact.role} went to the live venue at {session.at_s:.1f} s")
    for knock in run.decoy.of(SessionRefused):
        return failed(f"the live venue was dialled for {knock.fact.role} at {knock.at_s:.1f} s")
    sandboxed = sum(1 for _ in run.ledger.of(RequestAnswered))
    return passed(f"{sandboxed} requests at the sandbox, nothing at the live venue")


# --- inside ---------------------------------------------------------------------------------------


def _words(run: Run) -> Iterator[tuple[str, str]]:
    for text in run.texts:
        yield "the log", text
    for record in run.logs:
        yield "the log", repr(record)
    for entry in run.history.entries:
        event = entry.event
        where = f"at {entry.at_s:.1f} s"
        if isinstance(event, Raised):
            yield f"{where} the error of {event.verb}", event.text
        elif isinstance(event, StreamEnded):
            yield f"{where} the end of {event.stream}", event.error
        elif isinstance(event, HealthSampled):
            yield f"{where} health", event.health.detail
        elif isinstance(event, Told) and isinstance(event.seen, StreamLost):
            yield f"{where} the loss of {event.seen.stream}", event.seen.reason


def _pieces(secrets: tuple[str, ...]) -> Iterator[str]:
    """First and last piece of each line of each secret, and the base64 of the whole."""
    for secret in secrets:
        if not secret:
            continue
        yield b64encode(secret.encode()).decode()
        for line in secret.splitlines():
            if len(line) >= _PIECE and not line.startswith("-----"):
                yield line[:_PIECE]
                yield line[-_PIECE:]


def _first_told(text: str, secrets: tuple[str, ...]) -> tuple[str, int, str] | None:
    """What is told first, where, and how it reads; nothing in front of it is told as well."""
    told = [
        (text.index(piece), piece, f"a part of a key or secret ({piece[:4]}...)")
        for piece in _pieces(secrets)
        if piece in text
    ]
    if (found := _SIGNATURE.search(text)) is not None:
        told.append((found.start(), found.group(0), "a signature"))
    if not told:
        return None
    at, first, what = min(told)
    return what, at, first


def _around(text: str, at: int, found: str) -> str:
    """Where it stands, without telling it once more: reports are passed around, too."""
    return repr(text[max(0, at - 60) : at] + found[:4] + "...")
