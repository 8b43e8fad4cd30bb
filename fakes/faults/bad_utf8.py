from dataclasses import dataclass, field

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault

_INVALID = b'{"\xc3\x28":"\xff\xfe"}'  # an overlong lead byte, and bytes that never occur in UTF-8
_FIN_TEXT = 0x81


@dataclass(frozen=True)
class BadUtf8(MessageFault):
    """A text frame that is not UTF-8 goes out in place of the message; a client must fail with 1007."""

    limit: int | None = field(default=1, kw_only=True)

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        # Raw, because no library sends this. Server frames are not masked, and 7 bits hold the length.
        return (Frame(data=bytes([_FIN_TEXT, len(_INVALID)]) + _INVALID, raw=True),)
