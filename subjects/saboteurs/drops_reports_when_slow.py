"""PS-130: news of orders wait in a queue of fifty, and what finds no place in it is dropped."""

from exchanges.connector import SpotConnector
from exchanges.delivery import Feed, Watched
from exchanges.models import OrderUpdate
from exchanges.trading.account import Account
from subjects.reference import Reference

WAITING = 50


class _Feed(Feed[OrderUpdate]):
    __slots__ = ()

    def put(self, item: OrderUpdate) -> bool:
        return super().put(item) if len(self) < WAITING else True


class _Account(Account):
    def watch(self) -> Watched[OrderUpdate]:
        feed = _Feed(WAITING)
        self._feeds.append(feed)
        return Watched(feed, lambda: self._unwatch(feed))


class _Connector(SpotConnector):
    account_type = _Account


class DropsReportsWhenSlow(Reference):
    name = "drops_reports_when_slow"
    connector_type = _Connector
