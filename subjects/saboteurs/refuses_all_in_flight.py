"""OR-210: a refusal is taken for the answer to every order under way."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import Rejected
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Orders(Orders):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._answers: list[asyncio.Future[Order]] = []

    async def submit(self, request: OrderRequest) -> Order:
        placing = asyncio.create_task(super().submit(request), name="place")
        answer: asyncio.Future[Order] = asyncio.get_running_loop().create_future()
        self._answers.append(answer)
        placing.add_done_callback(lambda done: self._answered(answer, done))
        try:
            return await answer
        except asyncio.CancelledError:
            placing.cancel()
            raise

    def _answered(self, answer: asyncio.Future[Order], done: asyncio.Task[Order]) -> None:
        self._answers.remove(answer)
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        if answer.done():
            return
        if error is None:
            answer.set_result(done.result())
            return
        answer.set_exception(error)
        if isinstance(error, Rejected):
            # The venue's error does not say which order it is about.
            for waiting in self._answers:
                if not waiting.done():
                    waiting.set_exception(Rejected("an order was refused", venue=error.venue))


class _Connector(SpotConnector):
    orders_type = _Orders


class RefusesAllInFlight(Reference):
    name = "refuses_all_in_flight"
    connector_type = _Connector
