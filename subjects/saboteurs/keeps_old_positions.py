"""PO-010: positions are read once, and from then on the stream is believed to tell every change."""

from collections.abc import Iterable
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.models import Position
from exchanges.positions import PositionSheet
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Sheet(PositionSheet):
    def apply_snapshot(self, positions: Iterable[Position], as_of_ms: int, mark: int) -> tuple[Position, ...]:
        first = not self._settled
        known = positions if first else self.all().values()
        return super().apply_snapshot(known, as_of_ms if first else 0, mark)


class _Account(Account):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self.position_sheet = _Sheet()


class _Connector(SpotConnector):
    account_type = _Account


class KeepsOldPositions(Reference):
    name = "keeps_old_positions"
    connector_type = _Connector
