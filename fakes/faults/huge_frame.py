from dataclasses import dataclass, field

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class HugeFrame(MessageFault):
    """A message is blown up to `size_bytes` by white space: still valid, if the client takes that much.

    The default is above the usual limits (websockets 1 MiB, aiohttp 4 MiB).
    """

    size_bytes: int = 5 * 1024 * 1024
    limit: int | None = field(default=1, kw_only=True)

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        padding = self.size_bytes - len(message.text.encode())
        return (Frame(data=message.text + " " * padding),)
