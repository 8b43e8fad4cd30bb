"""Where connectors are played: the same workload and faults in virtual time or over loopback sockets."""

import dataclasses
import importlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fakes.faults.fault import Fault
from fakes.faults.schedule import Planned
from fakes.instruments import Instrument
from fakes.ledger import SessionOpened
from fakes.operations import Role
from fakes.traits import Trait
from fakes.venue import FakeVenue
from fakes.words import Word
from scenarios.history import Opened, Raised
from scenarios.player import Workload, WorkloadTogether
from scenarios.run import Run
from scenarios.setting import Setting
from scenarios.verdict import Inconclusive, NotAtThisVenue, NotOnThisStage
from subjects.base import Capability, Subject, Unsupported


class UnknownVenue(ValueError):
    """One line that says which venues there are."""


def venue_class(name: str) -> type[FakeVenue]:
    """The fake of that name, found by module: of "binance-usdm" in a package inside of Binance's."""
    path = f"fakes.venues.{name.replace('-', '.')}"
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError as error:
        if not path.startswith(error.name or "?"):
            raise
        raise UnknownVenue(f"no venue is called {name!r}") from error
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, FakeVenue) and value is not FakeVenue
    ]
    assert len(found) == 1, f"{path} exports {len(found)} venues"
    return found[0]


class Stage:
    """Plays one subject at one venue. Every play of one token is the same play.

    `token` names the world (venue, item, case, seed), not the subject: all subjects meet the same market
    and the same faults. `folder` is for files that a subject needs; each play gets one of its own below it.
    `loopback` = in real time over real sockets, wherever a play can be.
    """

    def __init__(
        self, subject: Subject, venue: str, token: str, folder: Path, *, loopback: bool = False
    ) -> None:
        self.subject = subject
        self.venue = venue
        self.token = token
        self.folder = folder
        self.loopback = loopback
        self.runs: list[Run] = []
        self._rehearsed_s = 0.0

    def needs(self, capability: Capability) -> None:
        """Raise Unsupported unless the subject can do this."""
        if missing := capability & ~self.subject.capabilities:
            raise Unsupported(f"{self.subject.name} has no {missing}")

    def demands(self, *traits: Trait) -> None:
        """Raise NotAtThisVenue unless the venue has these: for the one case of an item that needs them."""
        for trait in traits:
            if trait not in self.venue_class.traits:
                raise NotAtThisVenue(f"{self.venue} has no {trait}")

    @property
    def venue_class(self) -> type[FakeVenue]:
        """Raises UnknownVenue."""
        return venue_class(self.venue)

    def called(self, word: Word) -> str:
        """The venue's name for it. Raises NotAtThisVenue."""
        if word not in self.venue_class.words:
            raise NotAtThisVenue(f"{self.venue} has no {word}")
        return self.venue_class.words[word]

    def market(self, name: str = "BTCUSDT", /, **changed: Any) -> Instrument:
        """What the venue lists under that name, with these fields changed. Raises KeyError."""
        return dataclasses.replace(self.venue_class.listed[name], **changed)

    def markets_like(self, *symbols: str) -> tuple[Instrument, ...]:
        """Markets of the play's own making, all quoted in USDT: BTCUSDT under these names."""
        return tuple(
            self.market(symbol=symbol, base=symbol.removesuffix("USDT"), quote="USDT") for symbol in symbols
        )

    def play(
        self,
        workload: Workload,
        *faults: Planned,
        must_open: bool = True,
        must_fire: bool = True,
        **setting: Any,
    ) -> Run:
        """Play it to the end and keep the run. `setting` are fields of scenarios.setting.Setting.

        Raises NotOpened if the subject could not be opened (unless `must_open` is False: then that is
        what is judged), and Inconclusive if a planned fault never struck (unless `must_fire` is False);
        NotOnThisStage if this is the loopback stage and the play cannot be on it, NotAtThisVenue if a fault
        is impossible at the venue.
        """
        where = dataclasses.replace(Setting(), **setting)
        token, folder = self._prepared(faults)
        if self.loopback and not where.loopback:
            self._rehearse(token, folder, workload, faults, where)
        if self.loopback or where.loopback or self.subject.loopback_only:
            from scenarios.loopback import play_on_loopback as play
        else:
            from scenarios.simulated import play_simulated as play
        run: Run = play(self.subject, self.venue_class, token, folder, workload, faults, where)
        self.runs.append(run)
        self._demand_a_play(run, faults if must_fire else (), must_open=must_open)
        return run

    def play_together(
        self, workload: WorkloadTogether, *faults: Planned, must_fire: bool = True, **setting: Any
    ) -> tuple[Run, Run]:
        """Play it at this venue, which the faults strike, and at another beside it, which nothing strikes.

        Raises as `play` does, and NotAtThisVenue if the subject speaks to no other venue.
        """
        if self.loopback or self.subject.loopback_only:
            raise NotOnThisStage("two venues at once stand in virtual time only")
        from scenarios.simulated import play_together

        beside = self._beside()
        token, folder = self._prepared(faults)
        where = dataclasses.replace(Setting(), **setting)
        here, there = play_together(
            self.subject, (self.venue_class, beside), token, folder, workload, faults, where
        )
        self.runs += (here, there)
        self._demand_a_play(here, faults if must_fire else ())
        self._demand_a_play(there)
        return here, there

    def _beside(self) -> type[FakeVenue]:
        """The first by name of the other venues that the subject speaks to."""
        for name in sorted(self.subject.venues):
            with suppress(UnknownVenue):
                if name != self.venue:
                    return venue_class(name)
        raise NotAtThisVenue(f"{self.subject.name} speaks to no venue beside {self.venue}")

    def _prepared(self, faults: Sequence[Planned]) -> tuple[str, Path]:
        """Token and folder of the next play. Raises NotAtThisVenue for faults that are impossible."""
        for planned in faults:
            self.demands(*sorted(planned.fault.needs))
            for word in _words(planned.fault):
                self.called(word)
        token = self.token if not self.runs else f"{self.token}/play{len(self.runs) + 1}"
        folder = self.folder / f"play{len(self.runs) + 1}"
        folder.mkdir(parents=True, exist_ok=True)
        return token, folder

    def _demand_a_play(self, run: Run, faults: Sequence[Planned] = (), *, must_open: bool = True) -> None:
        """Raise what stands in the way of judging it."""
        if must_open and (refusal := _refusal_to_open(run)) is not None:
            raise NotOpened(refusal)
        if (wrong := self._streams_undeclared(run)) is not None:
            raise UndeclaredStreams(wrong)
        for planned in faults:
            if not run.fired(planned.fault.name) and not self._spares(planned.fault):
                raise Inconclusive(f"the fault {planned.fault.name} never struck")

    def _spares(self, fault: Fault) -> bool:
        """Who holds no session at all has none to be struck: the check says whether the rest proves anything.

        Items whose whole point is such a fault need STREAMS, and never come here without.
        """
        strikes_sessions = fault.sessions_only or getattr(fault, "role", None) in _SESSIONS
        return strikes_sessions and Capability.STREAMS not in self.subject.capabilities

    def _streams_undeclared(self, run: Run) -> str | None:
        if Capability.STREAMS in self.subject.capabilities:
            return None
        opened = next(iter(run.ledger.of(SessionOpened)), None)
        if opened is None:
            return None
        return f"{self.subject.name} declares no STREAMS and opened a {opened.fact.role} session"

    def _rehearse(
        self, token: str, folder: Path, workload: Workload, faults: Sequence[Planned], setting: Setting
    ) -> None:
        from scenarios.rehearsal import LONGEST_S, demand_loopback, rehearse

        demand_loopback(faults, setting)
        with TemporaryDirectory(dir=folder.parent) as aside:
            self._rehearsed_s += rehearse(
                self.venue_class,
                token,
                Path(aside),
                workload,
                faults,
                setting,
                left_s=LONGEST_S - self._rehearsed_s,
            )


def _words(fault: Fault) -> Iterator[Word]:
    """Those that its parameters hold."""
    for field in dataclasses.fields(fault):
        value = getattr(fault, field.name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Word):
                yield one


_SESSIONS = (Role.MARKET, Role.USER, Role.API)


class UndeclaredStreams(AssertionError):
    """Items about streams spared the subject because it declares none; it had one."""


class NotOpened(AssertionError):
    """The connector gave up before it could be used: a failure of whatever was asked of it."""


def _refusal_to_open(run: Run) -> str | None:
    if any(True for _ in run.history.of(Opened)):
        return None
    for entry in run.history.of(Raised):
        if entry.event.verb == "open":
            return f"the connector could not be opened: {entry.event.kind}: {entry.event.text[:200]}"
    return "the connector did not finish opening"
