"""Starts a task that reports on the books, and stops without it."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.delivery import Watched
from exchanges.market.books import Books
from exchanges.models import BookTop
from subjects.reference import Reference


class ReportingBooks(Books):
    _reporter: asyncio.Task[None] | None = None

    def watch(self, symbol: str) -> Watched[BookTop]:
        if self._reporter is None:
            self._reporter = asyncio.create_task(self._report())
        return super().watch(symbol)

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(3600.0)
            self._log.info("book.states", states=self.states())


class ReportingConnector(SpotConnector):
    books_type = ReportingBooks


class LeavesTasks(Reference):
    name = "leaves_tasks"
    connector_type = ReportingConnector
