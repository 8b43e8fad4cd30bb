"""The private stream, with positions (BYB-79, BYB-86)."""

from __future__ import annotations

from typing import Any

import msgspec

from exchanges.venues.bybit.linear.api import LinearApi
from exchanges.venues.bybit.linear.contracts import PositionRow, position_in
from exchanges.venues.bybit.messages import UserMessage
from exchanges.venues.bybit.user import BybitUserStream


class PositionMessage(msgspec.Struct, tag_field="topic", tag="position", frozen=True):
    creationTime: int
    data: list[PositionRow]


class LinearUserStream(BybitUserStream):
    category = LinearApi.category
    topics = (*BybitUserStream.topics, "position")
    decoder = msgspec.json.Decoder(UserMessage | PositionMessage)

    def _on_message(self, raw: bytes, message: Any) -> None:
        if not isinstance(message, PositionMessage):
            super()._on_message(raw, message)
            return
        for row in message.data:
            self._take(
                raw, row, lambda told: self._listener.on_positions([position_in(told)], message.creationTime)
            )
