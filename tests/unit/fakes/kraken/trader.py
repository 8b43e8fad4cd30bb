"""A client of ws-auth.kraken.com that trades: each reply is told from the rest by its number."""

import asyncio
from typing import Any

from tests.unit.fakes.kraken.ws_stage import Client, Stage

ORDER: dict[str, Any] = {
    "order_type": "limit",
    "side": "buy",
    "order_qty": 0.5,
    "limit_price": 20000,
    "symbol": "BTC/USDT",
}


class Trader:
    """`told` is what channels said while a reply was awaited."""

    def __init__(self, client: Client, token: str) -> None:
        self.client = client
        self.token = token
        self.told: list[Any] = []
        self._last = 0

    async def request(self, method: str, **params: Any) -> int:
        """Send; the number of the request."""
        self._last += 1
        await self.client.send(method, self._last, **{"token": self.token} | params)
        return self._last

    async def ask(self, method: str, **params: Any) -> Any:
        """Its reply."""
        number = await self.request(method, **params)
        return await self.reply(number)

    async def reply(self, number: int) -> Any:
        while True:
            message = await self.client.message()
            if message.get("req_id") == number:
                return message
            self.told.append(message)

    async def settled(self) -> None:
        """Everything that is on its way has been told."""
        await asyncio.sleep(1)
        self._last += 1
        await self.client.send("ping", self._last)
        await self.reply(self._last)

    async def add(self, **params: Any) -> Any:
        """A limit buy that rests, unless told otherwise; None leaves a parameter out."""
        given = {name: value for name, value in {**ORDER, **params}.items() if value is not None}
        return await self.ask("add_order", **given)

    async def added(self, **params: Any) -> str:
        """The id of an order that was accepted."""
        reply = await self.add(**params)
        assert reply["success"], reply
        order_id: str = reply["result"]["order_id"]
        return order_id

    async def rows(self, count: int) -> list[Any]:
        """The next so many rows of channels."""
        found: list[Any] = []
        while len(found) < count:
            message = self.told.pop(0) if self.told else await self.client.message()
            found += message["data"]
        return found


def fill(stage: Stage, cl_ord_id: str, lots: int | None = None) -> None:
    """Somebody trades against that resting order: so many 1e-8 BTC, or all of it."""
    stage.venue.counterparty.fill("subject", "BTCUSDT", cl_ord_id, lots)
