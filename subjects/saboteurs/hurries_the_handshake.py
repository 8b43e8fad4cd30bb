"""RD-120: two seconds are plenty for a handshake, on the line of whoever chose them."""

from dataclasses import replace

from exchanges.config import ConnectorConfig, Timeouts
from subjects.base import Access
from subjects.reference import Reference


class HurriesTheHandshake(Reference):
    name = "hurries_the_handshake"

    def config(self, access: Access) -> ConnectorConfig:
        return replace(super().config(access), timeouts=Timeouts(stream_open_s=2.0))
