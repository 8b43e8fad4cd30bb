"""One play, the same on every stage: open the subject, let the workload play it, close it, look around."""

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from fakes.venue import FakeVenue, Key
from scenarios.history import History, NeverAnswered, Noted, Opened, Raised
from scenarios.player import Player, Workload
from scenarios.run import Leftovers
from scenarios.setting import Setting
from scenarios.tasks import name_of, tasks_of_the_subject
from subjects.base import Access, Endpoints, Market, Subject, Unsupported
from subjects.seen import Claim

OPENING_S = 60.0
"""A connector that has not opened by then, with nothing wrong at the venue, cannot be judged further."""
CLOSING_S = 60.0
"""How long its stopping may take."""
GRACE_S = 2.0
"""How long after closing the subject may still be seen to tidy up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the subject is given: recognisable strings that must turn up nowhere in its words."""

    api_key: str
    api_secret: str = field(repr=False)
    private_key_pem: str | None = field(default=None, repr=False)
    public_key_pem: str | None = None


def credentials(venue: type[FakeVenue], token: str, *, ed25519: bool) -> Credentials:
    """Made from the token alone, so a replay has the same keys; the secret is of the venue's form."""
    rng = Random(f"credentials/{token}")
    api_key = "".join(rng.choices(ascii_uppercase + ascii_lowercase + digits, k=64))
    secret = venue.new_secret(rng)
    if not ed25519:
        return Credentials(api_key=api_key, api_secret=secret)
    private = Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))
    return Credentials(
        api_key=api_key,
        api_secret="",
        private_key_pem=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        public_key_pem=private.public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    )


def venue_key(given: Credentials, setting: Setting) -> Key:
    return Key(
        api_key=given.api_key,
        secret=given.api_secret or None,
        public_key_pem=given.public_key_pem,
        account="subject",
        balances=setting.balances,
    )


def access(
    venue: FakeVenue, given: Credentials, setting: Setting, folder: Path, endpoints: Endpoints | None
) -> Access:
    return Access(
        venue=venue.name,
        api_key=given.api_key,
        api_secret=given.api_secret,
        private_key_pem=given.private_key_pem,
        sandbox=setting.sandbox,
        endpoints=endpoints,
        symbols=setting.symbols,
        markets={one.symbol: Market(base=one.base, quote=one.quote) for one in setting.traded(type(venue))},
        folder=folder,
        options=setting.options,
    )


async def play(
    subject: Subject, venue: FakeVenue, given: Access, workload: Workload, history: History, setting: Setting
) -> Leftovers:
    """Open, play, close. What the subject does wrong goes into the history; only the harness raises."""
    before = {task: None for task in asyncio.all_tasks()}
    try:
        async with asyncio.timeout(OPENING_S) as limit:
            await _play_open(subject, venue, given, workload, history, setting, limit)
    except TimeoutError:
        if not limit.expired():
            raise
        opened = any(True for _ in history.of(Opened))
        verb, patience_s = ("close", CLOSING_S) if opened else ("open", OPENING_S)
        history.record(NeverAnswered(call=0, verb=verb, patience_s=patience_s))
    await asyncio.sleep(GRACE_S)
    left = [name_of(task) for task in tasks_of_the_subject() if task not in before]
    return Leftovers(tasks=tuple(sorted(left)))


async def _play_open(
    subject: Subject,
    venue: FakeVenue,
    given: Access,
    workload: Workload,
    history: History,
    setting: Setting,
    limit: asyncio.Timeout,
) -> None:
    now = asyncio.get_running_loop().time
    opened = False
    try:
        async with AsyncExitStack() as sessions:
            session = await sessions.enter_async_context(setting.opening(subject, given))
            opened = True
            history.record(Opened())
            player = Player(
                subject,
                session,
                venue,
                history,
                patience_s=setting.patience_s,
                sessions=sessions,
                open_session=lambda: setting.opening(subject, given),
            )
            logging.getLogger("subject").info("%s", _described(session))
            limit.reschedule(None)
            try:
                async with asyncio.timeout(setting.deadline_s) as deadline:
                    await workload(player)
            except TimeoutError:
                if not deadline.expired():
                    raise
                history.record(Noted(name="deadline", value=setting.deadline_s))
            finally:
                limit.reschedule(now() + CLOSING_S)
                await player.finish()
    except Exception as error:
        if isinstance(error, Unsupported) or (opened and not _from_the_subject(error)):
            raise
        history.record(
            Raised(
                call=0,
                verb="close" if opened else "open",
                kind=subject.kind(error),
                error=f"{type(error).__module__}.{type(error).__qualname__}",
                claim=Claim.UNKNOWN,
                typed=subject.documents(error),
                text=str(error),
            )
        )


def _from_the_subject(error: BaseException) -> bool:
    """Whether the last frame is outside the harness: a bug of ours must not become a verdict."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    module = "" if trace is None else str(trace.tb_frame.f_globals.get("__name__", ""))
    return module.split(".")[0] not in ("scenarios", "fakes", "simulation", "tests")


def _described(session: object) -> str:
    """How the session and what it holds print themselves: secrets must not be in there either."""
    return " ".join([repr(session), *(repr(value) for value in vars(session).values())])
