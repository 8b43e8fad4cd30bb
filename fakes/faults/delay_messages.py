from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault

_STEP_S = 1e-6
_MARGIN_S = 0.01


@dataclass(frozen=True)
class DelayMessages(MessageFault):
    """Messages arrive `seconds` late and in order: data that is old without looking broken.

    Towards the end of the window the delay shrinks, because what is sent after it would overtake; the
    backlog comes as one burst just before the window closes.
    """

    seconds: float = 2.0

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        now_s = armed.now_s
        leaves_s = min(now_s + self.seconds, armed.closes_at_s - _MARGIN_S)
        # Never two at one instant: a timer wheel may not keep the order of equal deadlines.
        leaves_s = max(leaves_s, armed.memory.get(message.session, now_s) + _STEP_S)
        armed.memory[message.session] = leaves_s
        return (Frame(data=message.text, after_s=leaves_s - now_s),)
