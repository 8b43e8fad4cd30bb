"""Trading rules are believed while they are young, and read again before they refuse an order."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.config import ConnectorConfig, Environment
from exchanges.errors import InvalidRequest, RequestTimeout, SymbolNotTrading
from exchanges.models import OrderRequest, OrderType, Side
from exchanges.telemetry import logger_for
from exchanges.trading.catalogue import TRUSTED_FOR_S, Catalogue
from exchanges.venues.binance.api import BinanceApi
from simulation import World

CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)
ORDER = OrderRequest(
    symbol="FOOUSDT", side=Side.BUY, type=OrderType.LIMIT, quantity=D("1"), price=D("100.05")
)


class Rest:
    def __init__(self) -> None:
        self.status = "TRADING"
        self.tick = "0.01"
        self.listed = True
        self.fails = False
        self.asked = 0
        self.limits: list[Any] = []

    async def public(self, path: str, parameters: object, decode: Any, **_: object) -> Any:
        self.asked += 1
        if self.fails:
            raise RequestTimeout("x")
        row = {
            "symbol": "FOOUSDT",
            "status": self.status,
            "baseAsset": "FOO",
            "quoteAsset": "USDT",
            "filters": [{"filterType": "PRICE_FILTER", "tickSize": self.tick}],
        }
        limit = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 7}
        body = {"symbols": [row] if self.listed else [], "rateLimits": [limit]}
        return decode(msgspec.json.encode(body))

    def adopt_limits(self, rules: Any) -> None:
        self.limits = list(rules)


def play(story: Callable[[Rest, Catalogue], Awaitable[None]]) -> None:
    with World("catalogue") as world:

        async def playing() -> None:
            rest = Rest()
            api = BinanceApi(rest, lambda: CONFIG)  # type: ignore[arg-type]  # as much of it as is used
            catalogue = Catalogue(api, logger_for("binance", "sandbox"))
            await catalogue.read()
            await story(rest, catalogue)

        world.run(playing())


def test_limits_come_with_the_instruments() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        assert [rule.limit for rule in rest.limits] == [7]

    play(story)


def test_young_rules_refuse_without_asking() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        rest.tick = "0.05"
        await catalogue.read()
        asked = rest.asked
        with pytest.raises(InvalidRequest):
            await catalogue.check(
                OrderRequest(
                    symbol="FOOUSDT",
                    side=Side.BUY,
                    type=OrderType.LIMIT,
                    quantity=D(1),
                    price=D("100.01"),
                )
            )
        assert rest.asked == asked

    play(story)


def test_old_rules_are_read_again_before_they_refuse() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        rest.status = "HALT"
        await catalogue.read()
        with pytest.raises(SymbolNotTrading):
            await catalogue.check(ORDER)
        rest.status = "TRADING"
        await asyncio.sleep(TRUSTED_FOR_S + 1)
        await catalogue.check(ORDER)

    play(story)


def test_rules_that_cannot_be_read_again_still_count() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        rest.status = "HALT"
        await catalogue.read()
        rest.fails = True
        await asyncio.sleep(TRUSTED_FOR_S + 1)
        with pytest.raises(SymbolNotTrading):
            await catalogue.check(ORDER)

    play(story)


def test_an_empty_list_does_not_delist_everything() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        rest.listed = False
        await catalogue.read()

        assert [instrument.symbol for instrument in catalogue.all()] == ["FOOUSDT"]

    play(story)


def test_a_refusal_by_the_venue_has_the_rules_read_again() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        refreshing = asyncio.create_task(catalogue.refresh_forever())
        rest.tick = "0.10"
        catalogue.distrust()
        await asyncio.sleep(TRUSTED_FOR_S + 1)
        refreshing.cancel()

        assert catalogue.of("FOOUSDT").tick_size == D("0.10")

    play(story)


def test_an_unknown_symbol_is_refused() -> None:
    async def story(rest: Rest, catalogue: Catalogue) -> None:
        with pytest.raises(InvalidRequest, match="BARUSDT"):
            catalogue.of("BARUSDT")

    play(story)
