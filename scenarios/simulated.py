"""The stage in virtual time: venue and subject on two hosts of an in-memory network, one seed, one digest.

The subject dials its production URLs; simulated names lead them to the fake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fakes.faults.schedule import Planned
from fakes.operations import Role
from fakes.venue import FakeVenue
from scenarios.history import History
from scenarios.listening import listening
from scenarios.player import Workload, WorkloadTogether
from scenarios.playing import Credentials, Seat, access, credentials, play, venue_key
from scenarios.run import Leftovers, Run
from scenarios.setting import Setting
from scenarios.wire.simulated import SimulatedWire
from simulation import Host, World
from subjects.base import Subject

LIVELOCK_STEPS = 100_000
"""A subject that does so much in one instant does not mean to pause; found out within a second."""
STEP_S = 200e-6
"""What each further callback then takes, until there is a pause: a callback that does some work and logs it.
So a subject that spins is judged by what it does to the venue and to its user, as on a real machine; one
that spins for too long ends as a Livelock, and is not judged."""
Places = Mapping[Role, tuple[str, int]]


def play_simulated(
    subject: Subject,
    venue_class: type[FakeVenue],
    token: str,
    folder: Path,
    workload: Workload,
    faults: Sequence[Planned],
    setting: Setting,
) -> Run:
    """One venue."""
    return play_together(subject, (venue_class,), token, folder, workload, faults, setting)[0]


def play_together(
    subject: Subject,
    venue_classes: Sequence[type[FakeVenue]],
    token: str,
    folder: Path,
    workload: Workload | WorkloadTogether,
    faults: Sequence[Planned],
    setting: Setting,
) -> tuple[Run, ...]:
    """Several venues in one world; the faults strike the first. A run for each, with equal leftover tasks."""
    with (
        listening() as heard,
        World(
            token,
            latency_s=setting.latency_s,
            jitter_s=setting.jitter_s,
            keep_events=setting.keep_events,
            livelock_steps=LIVELOCK_STEPS,
            step_s=STEP_S,
        ) as world,
    ):
        client = world.network.host("client")
        client.skew_s, client.drift = setting.client_skew_s, setting.client_drift
        first, *others = venue_classes
        tables = [_table(world, "venue", first, token, faults, setting)]
        tables += [_table(world, one.name, one, f"{token}/{one.name}", (), setting) for one in others]

        async def playing() -> tuple[Leftovers, ...]:
            for table in tables:
                await table.open()
            seats = [
                Seat(
                    venue=table.venue,
                    access=access(table.venue, table.given, setting, folder, None),
                    history=table.history,
                )
                for table in tables
            ]
            left = await play(subject, seats, workload, setting)
            open_ones = [
                tuple(str(connection) for connection in world.network.connections(server=table.host))
                for table in tables
            ]
            for table in tables:
                await table.close()
            return tuple(Leftovers(tasks=left.tasks, connections=ones) for ones in open_ones)

        leftovers = world.run(playing())
        virtual_s, digest = world.loop.time(), world.digest()
    return tuple(
        Run(
            subject=subject.version,
            venue=table.venue.name,
            token=token,
            folder=str(folder),
            history=table.history,
            ledger=table.venue.ledger,
            decoy=None if table.decoy is None else table.decoy.ledger,
            secrets=table.given.secrets,
            logs=heard.events,
            texts=heard.texts,
            complaints=tuple(world.complaints),
            leftovers=left,
            virtual_s=virtual_s,
            world=digest,
            events=world.events,
        )
        for table, left in zip(tables, leftovers, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """A venue on its host, with what is known of it outside; in a sandbox play the live one stands beside."""

    given: Credentials
    history: History
    host: Host
    venue: FakeVenue
    places: Places
    live: Host | None = None
    decoy: FakeVenue | None = None

    async def open(self) -> None:
        await self.host.start(self.venue.start(_bind(self.places)))
        if self.live is not None and self.decoy is not None:
            await self.live.start(self.decoy.start(_bind(self.decoy.endpoints)))

    async def close(self) -> None:
        await self.host.start(self.venue.stop())
        if self.live is not None and self.decoy is not None:
            await self.live.start(self.decoy.stop())


def _table(
    world: World,
    name: str,
    venue_class: type[FakeVenue],
    token: str,
    faults: Sequence[Planned],
    setting: Setting,
) -> _Table:
    given = credentials(venue_class, token, ed25519=setting.ed25519)

    def venue_on(host: Host, faults: Sequence[Planned], places: Places) -> FakeVenue:
        names: dict[Role, list[str]] = {role: [name] for role, (name, _) in places.items()}
        return venue_class(
            seed=token,
            market=setting.market,
            wire=SimulatedWire(world.network, world.network.host("client"), host, names),
            faults=faults,
            instruments=setting.traded(venue_class),
            accounts=[venue_key(given, setting)],
            limits=setting.limits,
            stage_now=world.loop.time,
        )

    places = venue_class.sandbox_endpoints if setting.sandbox else venue_class.endpoints
    host = _host(world, name, places)
    live = _host(world, "live", venue_class.endpoints) if setting.sandbox else None
    return _Table(
        given=given,
        history=History(world.loop.time),
        host=host,
        venue=venue_on(host, faults, places),
        places=places,
        live=live,
        decoy=None if live is None else venue_on(live, (), venue_class.endpoints),
    )


def _host(world: World, name: str, places: Places) -> Host:
    return world.network.host(name, *dict.fromkeys(name for name, _ in places.values()))


def _bind(places: Places) -> dict[Role, tuple[str, int]]:
    return {role: ("0.0.0.0", port) for role, (_, port) in places.items()}  # noqa: S104 - a simulated host
