"""One connector for each venue, environment and key; nothing left behind."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import pytest
from structlog.typing import FilteringBoundLogger

from exchanges.audit import AuditLog
from exchanges.config import ConnectorConfig, Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import ConfigurationError, NotConnected
from exchanges.factory import ConnectorFactory, builder_of, known_venues
from exchanges.models import HealthState

if TYPE_CHECKING:
    from exchanges.base import Connector

CONFIG = ConnectorConfig(venue="fakex", environment=Environment.SANDBOX)


def key(name: str = "k1", environment: Environment = Environment.SANDBOX) -> Credentials:
    return Credentials(api_key=name, secret=Secret("word"), environment=environment)


class Workshop:
    """Builds connectors that only note what is done to them."""

    def __init__(self, *, failures: int = 0) -> None:
        self.built: list[Any] = []
        self.failures = failures
        self.gate = asyncio.Event()
        self.gate.set()
        self.stop_gate = asyncio.Event()
        self.stop_gate.set()

    def build(
        self,
        config: ConnectorConfig,
        credentials: Credentials | None,
        *,
        session: aiohttp.ClientSession | None,
        rng: Random,
        wall: Callable[[], float],
        logger: FilteringBoundLogger | None,
        audit: AuditLog | None,
    ) -> "Connector":
        self.built.append(Noted(self, session, rng))
        return cast("Connector", self.built[-1])

    def factory(self, audit: AuditLog | None = None) -> ConnectorFactory:
        builders = {"fakex": self.build}
        return ConnectorFactory(builders=builders, rng=Random(1), audit=audit)


class Noted:
    def __init__(self, workshop: Workshop, session: aiohttp.ClientSession | None, rng: Random) -> None:
        self.workshop = workshop
        self.session = session
        self.rng = rng
        self.starts = 0
        self.stops = 0

    async def start(self) -> None:
        self.starts += 1
        await self.workshop.gate.wait()
        if self.workshop.failures:
            self.workshop.failures -= 1
            raise NotConnected("no route")

    async def stop(self, *, cancel_open_orders: bool = False, grace_s: float = 5.0) -> None:
        self.stops += 1
        await self.workshop.stop_gate.wait()


@pytest.mark.asyncio
async def test_the_same_key_gets_the_same_connector() -> None:
    workshop = Workshop()
    async with workshop.factory() as factory:
        one = await factory.get(CONFIG, key())
        two = await factory.get(CONFIG, key())

        assert one is two
        assert [made.starts for made in workshop.built] == [1]


@pytest.mark.asyncio
async def test_asking_at_the_same_moment_makes_one_connector() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    async with workshop.factory() as factory:
        asking = [asyncio.create_task(factory.get(CONFIG, key())) for _ in range(10)]
        await asyncio.sleep(0)
        workshop.gate.set()
        got = await asyncio.gather(*asking)

        assert len(workshop.built) == 1
        assert [one is got[0] for one in got] == [True] * 10


@pytest.mark.asyncio
async def test_other_keys_and_environments_get_their_own_on_one_pool() -> None:
    workshop = Workshop()
    live = ConnectorConfig(venue="fakex", environment=Environment.LIVE)
    async with workshop.factory() as factory:
        await factory.get(CONFIG, key("k1"))
        await factory.get(CONFIG, key("k2"))
        await factory.get(CONFIG, None)
        await factory.get(live, key("k1", Environment.LIVE))

        assert len(workshop.built) == 4
        assert workshop.built[0].session is not None
        assert [made.session is workshop.built[0].session for made in workshop.built] == [True] * 4
        assert len({made.rng.random(): None for made in workshop.built}) == 4


@pytest.mark.asyncio
async def test_a_failed_start_leaves_nothing_and_is_tried_anew() -> None:
    workshop = Workshop(failures=1)
    async with workshop.factory() as factory:
        with pytest.raises(NotConnected):
            await factory.get(CONFIG, key())
        assert len(factory) == 0
        assert workshop.built[0].stops == 1

        assert await factory.get(CONFIG, key()) is workshop.built[1]


@pytest.mark.asyncio
async def test_everyone_who_waited_for_a_failed_start_is_told() -> None:
    workshop = Workshop(failures=1)
    workshop.gate.clear()
    async with workshop.factory() as factory:
        asking = [asyncio.create_task(factory.get(CONFIG, key())) for _ in range(3)]
        await asyncio.sleep(0)
        workshop.gate.set()
        results = await asyncio.gather(*asking, return_exceptions=True)

        assert [type(result) for result in results] == [NotConnected] * 3
        assert len(factory) == 0


@pytest.mark.asyncio
async def test_the_last_release_stops_the_connector() -> None:
    workshop = Workshop()
    async with workshop.factory() as factory:
        connector = await factory.get(CONFIG, key())
        await factory.get(CONFIG, key())

        await factory.release(connector)
        assert workshop.built[0].stops == 0
        await factory.release(connector)
        assert workshop.built[0].stops == 1
        await factory.release(connector)
        assert workshop.built[0].stops == 1
        assert len(factory) == 0


@pytest.mark.asyncio
async def test_a_lease_gives_back_what_it_took() -> None:
    workshop = Workshop()
    async with workshop.factory() as factory:
        async with factory.lease(CONFIG, key()) as connector:
            assert workshop.built == [connector]

        assert [made.stops for made in workshop.built] == [1]


@pytest.mark.asyncio
async def test_who_asks_while_the_old_one_stops_gets_a_new_one_afterwards() -> None:
    workshop = Workshop()
    async with workshop.factory() as factory:
        old = await factory.get(CONFIG, key())
        workshop.stop_gate.clear()
        releasing = asyncio.create_task(factory.release(old))
        await asyncio.sleep(0)
        asking = asyncio.create_task(factory.get(CONFIG, key()))
        await asyncio.sleep(0)
        assert len(workshop.built) == 1

        workshop.stop_gate.set()
        await releasing
        assert await asking is workshop.built[1]


@pytest.mark.asyncio
async def test_giving_up_while_it_starts_stops_what_nobody_wants_any_more() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    async with workshop.factory() as factory:
        asking = asyncio.create_task(factory.get(CONFIG, key()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

        assert [made.stops for made in workshop.built] == [1]
        assert len(factory) == 0


@pytest.mark.asyncio
async def test_giving_up_does_not_disturb_others_who_wait() -> None:
    workshop = Workshop()
    workshop.gate.clear()
    async with workshop.factory() as factory:
        leaving = asyncio.create_task(factory.get(CONFIG, key()))
        staying = asyncio.create_task(factory.get(CONFIG, key()))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        workshop.gate.set()

        assert [await staying] == workshop.built
        assert [made.stops for made in workshop.built] == [0]


@pytest.mark.asyncio
async def test_closing_stops_all_and_the_pool_and_may_be_repeated() -> None:
    workshop = Workshop()
    factory = workshop.factory()
    await factory.get(CONFIG, key("k1"))
    await factory.get(CONFIG, key("k2"))
    session = workshop.built[0].session

    await asyncio.gather(factory.close(), factory.close())
    await factory.close()

    assert [made.stops for made in workshop.built] == [1, 1]
    assert session is not None
    assert session.closed


@pytest.mark.asyncio
async def test_closing_does_not_wait_for_ever() -> None:
    workshop = Workshop()
    factory = workshop.factory()
    await factory.get(CONFIG, key())
    workshop.stop_gate.clear()

    await factory.close(within_s=0.0)

    assert workshop.built[0].session is not None
    assert workshop.built[0].session.closed


@pytest.mark.asyncio
async def test_nothing_is_made_after_closing() -> None:
    factory = Workshop().factory()
    await factory.close()

    with pytest.raises(NotConnected, match="closed"):
        await factory.get(CONFIG, key())


@pytest.mark.asyncio
async def test_a_key_of_another_environment_is_refused_and_noted() -> None:
    lines: list[str] = []
    workshop = Workshop()
    async with workshop.factory(AuditLog(lines.append, lambda: 0.0)) as factory:
        with pytest.raises(ConfigurationError, match="the key is for live"):
            await factory.get(CONFIG, key(environment=Environment.LIVE))

    assert workshop.built == []
    assert "key.refused" in lines[0]


@pytest.mark.asyncio
async def test_choosing_environment_and_key_is_noted_without_the_key() -> None:
    lines: list[str] = []
    async with Workshop().factory(AuditLog(lines.append, lambda: 0.0)) as factory:
        await factory.get(CONFIG, key("public-part"))

    assert ["environment.selected" in lines[0], "key.loaded" in lines[1]] == [True, True]
    assert "public-part" not in "".join(lines)


@pytest.mark.asyncio
async def test_other_settings_for_an_open_connector_are_refused() -> None:
    workshop = Workshop()
    other = ConnectorConfig(venue="fakex", environment=Environment.SANDBOX, log_level="debug")
    async with workshop.factory() as factory:
        await factory.get(CONFIG, key())

        with pytest.raises(ConfigurationError, match="other settings"):
            await factory.get(other, key())


@pytest.mark.asyncio
async def test_an_unknown_venue_is_refused() -> None:
    async with ConnectorFactory() as factory:
        with pytest.raises(ConfigurationError, match="no venue 'fakex'"):
            await factory.get(CONFIG, key())


def test_venues_are_found_by_their_place() -> None:
    assert "binance" in known_venues()
    with pytest.raises(ConfigurationError, match="binance"):
        builder_of("nowhere")


@pytest.mark.parametrize("venue", known_venues())
def test_every_venue_can_be_built(venue: str) -> None:
    connector = builder_of(venue)(
        ConnectorConfig(venue=venue, environment=Environment.LIVE),  # not every venue has a sandbox
        key(environment=Environment.LIVE),
        session=None,
        rng=Random(1),
        wall=lambda: 0.0,
        logger=None,
        audit=None,
    )

    assert connector.venue == venue
    assert connector.health().state is HealthState.STARTING


@pytest.mark.asyncio
async def test_a_venue_that_the_factory_was_not_given_is_refused() -> None:
    other = ConnectorConfig(venue="elsewhere", environment=Environment.SANDBOX)
    async with Workshop().factory() as factory:
        with pytest.raises(ConfigurationError, match="elsewhere"):
            await factory.get(other, key())
        assert len(factory) == 0


@pytest.mark.asyncio
async def test_a_release_stops_the_connector_given_back_and_no_other() -> None:
    workshop = Workshop()
    async with workshop.factory() as factory:
        await factory.get(CONFIG, key("k1"))
        await factory.release(await factory.get(CONFIG, key("k2")))

        assert [made.stops for made in workshop.built] == [0, 1]


@pytest.mark.asyncio
async def test_closing_waits_for_connectors_that_stop_in_time() -> None:
    workshop = Workshop()
    factory = workshop.factory()
    await factory.get(CONFIG, key())
    workshop.stop_gate.clear()
    closing = asyncio.create_task(factory.close())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not closing.done()
    assert not workshop.built[0].session.closed

    workshop.stop_gate.set()
    await closing
    assert workshop.built[0].session.closed


@pytest.mark.asyncio
async def test_a_connector_without_a_key_is_noted_as_such() -> None:
    lines: list[str] = []
    async with Workshop().factory(AuditLog(lines.append, lambda: 0.0)) as factory:
        await factory.get(CONFIG, None)

    assert len(lines) == 1
    assert '"key_id":null' in lines[0]
