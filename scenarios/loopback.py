"""The stage on real sockets: for performance, for connectors that virtual time cannot carry, and as proof
that what was found in virtual time holds under the kernel's network and clock.

Time is the wall clock, so runs are not replayed to the digit; their rows are marked as such. The faults
and the weather are the same: proxies before the venue's ports delay and strike. Plays that measure speed
(`Setting.loopback`) have a proxy only when faults are planned. A client's clock cannot be moved here; that
it is ahead is the venue's being behind.
"""

import asyncio
import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

from fakes.faults.schedule import Planned
from fakes.operations import Role
from fakes.venue import FakeVenue
from scenarios.history import History
from scenarios.listening import listening
from scenarios.player import Workload
from scenarios.playing import Seat, access, credentials, play, venue_key
from scenarios.run import IN_REAL_TIME, Leftovers, Run
from scenarios.setting import Setting
from scenarios.starvation import watched
from scenarios.wire.proxy import ProxyWire
from subjects.base import Endpoints, Subject

NOWHERE: Mapping[Role, tuple[str, int]] = {role: ("127.0.0.1", 0) for role in Role}


def play_on_loopback(
    subject: Subject,
    venue_class: type[FakeVenue],
    token: str,
    folder: Path,
    workload: Workload,
    faults: Sequence[Planned],
    setting: Setting,
) -> Run:
    given = credentials(venue_class, token, ed25519=setting.ed25519)

    async def playing() -> Run:
        loop = asyncio.get_running_loop()
        opened_at_s = loop.time()

        def stage_now() -> float:
            return loop.time() - opened_at_s

        complaints: list[str] = []
        loop.set_exception_handler(lambda _, context: complaints.append(_complaint(stage_now(), context)))
        weather = (0.0, 0.0) if setting.loopback else (setting.latency_s, setting.jitter_s)
        wire = ProxyWire(Random(f"wire/{token}"), *weather)
        venue = venue_class(
            seed=token,
            market=setting.market,
            wire=wire,
            faults=faults,
            instruments=setting.traded(venue_class),
            accounts=[venue_key(given, setting)],
            limits=setting.limits,
            stage_now=stage_now,
        )
        venue.step_clock(-setting.client_skew_s)
        bound = await venue.start({role: NOWHERE[role] for role in venue_class.endpoints})
        dialled = await wire.open(bound) if faults or not setting.loopback else bound
        history = History(stage_now)
        try:
            async with watched() as starvation:
                seat = Seat(
                    venue=venue,
                    access=access(venue, given, setting, folder, _endpoints(dialled)),
                    history=history,
                )
                left = await play(subject, [seat], workload, setting)
            open_ones = wire.connections
            gc.collect()  # asyncio complains of an error that nobody looked at when its task is collected
        finally:
            await wire.close()
            await venue.stop()
        return Run(
            subject=subject.version,
            venue=venue.name,
            token=token,
            folder=str(folder),
            history=history,
            ledger=venue.ledger,
            secrets=given.secrets,
            logs=heard.events,
            texts=heard.texts,
            complaints=tuple(complaints),
            leftovers=Leftovers(tasks=left.tasks, connections=open_ones),
            virtual_s=stage_now(),
            world=IN_REAL_TIME,
            starved_s=starvation.worst_s,
        )

    with listening() as heard:
        return asyncio.run(playing())


def _complaint(at_s: float, context: Mapping[str, Any]) -> str:
    error = context.get("exception")
    return f"{at_s:.6f} {context['message']}" + (f": {error!r}" if error is not None else "")


def _endpoints(at: Mapping[Role, tuple[str, int]]) -> Endpoints:
    def url(scheme: str, role: Role) -> str:
        host, port = at[role]
        return f"{scheme}://{host}:{port}"

    private = Role.API if Role.API in at else Role.USER
    return Endpoints(rest=url("http", Role.REST), stream=url("ws", Role.MARKET), ws_api=url("ws", private))
