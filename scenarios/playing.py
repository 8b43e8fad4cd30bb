"""One play, the same on every stage: open the subject, let the workload play it, close it, look around."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from fakes.venue import FakeVenue, Key
from scenarios.history import History, NeverAnswered, Noted, Opened, Raised
from scenarios.player import Player, Workload, WorkloadTogether
from scenarios.run import Leftovers
from scenarios.setting import Setting
from scenarios.tasks import name_of, tasks_of_the_subject
from subjects.base import Access, Endpoints, Market, Session, Subject, Unsupported
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
    passphrase: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must be told nowhere."""
        return (self.api_key, self.api_secret, self.private_key_pem or "", self.passphrase or "")


def credentials(venue: type[FakeVenue], token: str, *, ed25519: bool) -> Credentials:
    """Made from the token alone, so a replay has the same keys; the secret is of the venue's form."""
    rng = Random(f"credentials/{token}")
    api_key = venue.new_key_name(rng)
    secret = venue.new_secret(rng)
    if not ed25519:
        return Credentials(api_key=api_key, api_secret=secret, passphrase=venue.new_passphrase(rng))
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
        passphrase=given.passphrase,
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
        passphrase=given.passphrase,
        sandbox=setting.sandbox,
        endpoints=endpoints,
        symbols=setting.symbols,
        markets={one.symbol: Market(base=one.base, quote=one.quote) for one in setting.traded(type(venue))},
        folder=folder,
        options=setting.options,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One venue of a play: what the subject is given for it, and what it says of it."""

    venue: FakeVenue
    access: Access
    history: History

    @property
    def opened(self) -> bool:
        return any(True for _ in self.history.of(Opened))


async def play(
    subject: Subject, seats: Sequence[Seat], workload: Workload | WorkloadTogether, setting: Setting
) -> Leftovers:
    """Open, play, close. What the subject does wrong goes into the histories; only the harness raises.

    The workload is given a player for each seat. What cannot be told apart is told of every seat: the
    opening and closing of connectors that stand together.
    """
    before = {task: None for task in asyncio.all_tasks()}
    try:
        async with asyncio.timeout(OPENING_S) as limit:
            await _play_open(subject, seats, workload, setting, limit)
    except TimeoutError:
        if not limit.expired():
            raise
        for seat in seats:
            verb, patience_s = ("close", CLOSING_S) if seat.opened else ("open", OPENING_S)
            seat.history.record(NeverAnswered(call=0, verb=verb, patience_s=patience_s))
    await asyncio.sleep(GRACE_S)
    left = [name_of(task) for task in tasks_of_the_subject() if task not in before]
    return Leftovers(tasks=tuple(sorted(left)))


async def _play_open(
    subject: Subject,
    seats: Sequence[Seat],
    workload: Workload | WorkloadTogether,
    setting: Setting,
    limit: asyncio.Timeout,
) -> None:
    now = asyncio.get_running_loop().time
    opened = False
    try:
        async with AsyncExitStack() as stack:
            sessions = await _opened(stack, subject, seats, setting)
            opened = True
            players = []
            for seat, session in zip(seats, sessions, strict=True):
                seat.history.record(Opened())
                players.append(
                    Player(
                        subject,
                        session,
                        seat.venue,
                        seat.history,
                        patience_s=setting.patience_s,
                        sessions=stack,
                        open_session=partial(setting.opening, subject, seat.access),
                    )
                )
                logging.getLogger("subject").info("%s", _described(session))
            limit.reschedule(None)
            try:
                async with asyncio.timeout(setting.deadline_s) as deadline:
                    await workload(*players)
            except TimeoutError:
                if not deadline.expired():
                    raise
                for seat in seats:
                    seat.history.record(Noted(name="deadline", value=setting.deadline_s))
            finally:
                limit.reschedule(now() + CLOSING_S)
                for player in players:
                    await player.finish()
    except Exception as error:
        if isinstance(error, Unsupported) or (opened and not _from_the_subject(error)):
            raise
        raised = Raised(
            call=0,
            verb="close" if opened else "open",
            kind=subject.kind(error),
            error=f"{type(error).__module__}.{type(error).__qualname__}",
            claim=Claim.UNKNOWN,
            typed=subject.documents(error),
            text=str(error),
        )
        for seat in seats:
            seat.history.record(raised)


async def _opened(
    stack: AsyncExitStack, subject: Subject, seats: Sequence[Seat], setting: Setting
) -> Sequence[Session]:
    if len(seats) == 1:
        return (await stack.enter_async_context(setting.opening(subject, seats[0].access)),)
    return await stack.enter_async_context(subject.open_together([seat.access for seat in seats]))


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
