"""The stage in virtual time: venue and subject on two hosts of an in-memory network, one seed, one digest.

The subject dials its production URLs; simulated names lead them to the fake.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from fakes.faults.schedule import Planned
from fakes.operations import Role
from fakes.venue import FakeVenue
from scenarios.history import History
from scenarios.listening import listening
from scenarios.player import Workload
from scenarios.playing import access, credentials, play, venue_key
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
    given = credentials(venue_class, token, ed25519=setting.ed25519)
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
        places = venue_class.sandbox_endpoints if setting.sandbox else venue_class.endpoints
        host = _host(world, "venue", places)
        history = History(world.loop.time)

        def venue_on(host: Host, faults: Sequence[Planned], places: Places) -> FakeVenue:
            names: dict[Role, list[str]] = {role: [name] for role, (name, _) in places.items()}
            return venue_class(
                seed=token,
                market=setting.market,
                wire=SimulatedWire(world.network, client, host, names),
                faults=faults,
                instruments=setting.traded(venue_class),
                accounts=[venue_key(given, setting)],
                limits=setting.limits,
                stage_now=world.loop.time,
            )

        venue = venue_on(host, faults, places)
        decoy = None
        if setting.sandbox:
            live = _host(world, "live", venue_class.endpoints)
            decoy = venue_on(live, (), venue_class.endpoints)

        async def playing() -> Leftovers:
            await host.start(venue.start(_bind(places)))
            if decoy is not None:
                await live.start(decoy.start(_bind(venue_class.endpoints)))
            left = await play(
                subject, venue, access(venue, given, setting, folder, None), workload, history, setting
            )
            open_ones = [str(connection) for connection in world.network.connections(server=host)]
            await host.start(venue.stop())
            if decoy is not None:
                await live.start(decoy.stop())
            return Leftovers(tasks=left.tasks, connections=tuple(open_ones))

        leftovers = world.run(playing())
        virtual_s, digest = world.loop.time(), world.digest()
    return Run(
        subject=subject.version,
        venue=venue.name,
        token=token,
        folder=str(folder),
        history=history,
        ledger=venue.ledger,
        decoy=None if decoy is None else decoy.ledger,
        secrets=(given.api_key, given.api_secret, given.private_key_pem or ""),
        logs=heard.events,
        texts=heard.texts,
        complaints=tuple(world.complaints),
        leftovers=leftovers,
        virtual_s=virtual_s,
        world=digest,
        events=world.events,
    )


def _host(world: World, name: str, places: Places) -> Host:
    return world.network.host(name, *dict.fromkeys(name for name, _ in places.values()))


def _bind(places: Places) -> dict[Role, tuple[str, int]]:
    return {role: ("0.0.0.0", port) for role, (_, port) in places.items()}  # noqa: S104 - a simulated host
