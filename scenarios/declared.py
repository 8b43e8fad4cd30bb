"""A capability that is declared must be there: else declaring it would protect from being judged by it.

An item that needs what a subject does not declare is INAPPLICABLE before it is played. So when a verb
raises Unsupported in a play, either the play needed more than its item says, or the declaration is wrong.
"""

from types import FrameType, TracebackType

from subjects.base import Capability, Session, Subject, Unsupported

NEEDED = {
    "instruments": Capability.INSTRUMENTS,
    "watch_book": Capability.BOOK,
    "book": Capability.BOOK,
    "watch_trades": Capability.TRADES,
    "watch_orders": Capability.ORDER_STREAM,
    "submit": Capability.ORDERS,
    "cancel": Capability.ORDERS,
    "order": Capability.ORDERS,
    "cancel_all": Capability.CANCEL_ALL,
    "replace": Capability.REPLACE,
    "open_orders": Capability.ORDERS,
    "balances": Capability.BALANCES,
    "positions": Capability.POSITIONS,
    "guard": Capability.DEAD_MAN,
    "health": Capability.HEALTH,
    "metrics": Capability.METRICS,
    "counts": Capability.METRICS,
    "audit": Capability.AUDIT,
    "audit_is_whole": Capability.AUDIT,
    "switch_trading": Capability.FLAGS,
    "create": Capability.FACTORY,
    "release": Capability.FACTORY,
    "write_key_file": Capability.KEY_FILE,
    "open_with_key_file": Capability.KEY_FILE,
    "config_text": Capability.CONFIG_FILE,
    "open_with_config_file": Capability.CONFIG_FILE,
    "read_log": Capability.LOGS,
}
"""The capability to which a verb of a subject or of its session belongs. `stop` belongs to none."""


def refusal_of_the_declared(subject: Subject, error: BaseException) -> str | None:
    """What is wrong if this error is a verb refused although the subject declares it; else None."""
    refused = _unsupported(error)
    if refused is None:
        return None
    verb = _verb(refused)
    capability = NEEDED.get(verb, Capability.NONE)
    if not capability or capability not in subject.capabilities:
        return None
    return f"{subject.name} declares {capability.name} and refuses it: {verb} is unsupported"


def _unsupported(error: BaseException) -> Unsupported | None:
    """Task groups wrap what they raise."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error if isinstance(error, Unsupported) else None


def _verb(error: Unsupported) -> str:
    """The verb that was called, whatever the error says: the first of the frames that is one."""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if _is_verb(trace.tb_frame):
            return trace.tb_frame.f_code.co_name
        trace = trace.tb_next
    return str(error)


def _is_verb(frame: FrameType) -> bool:
    own = frame.f_locals.get("self")
    return frame.f_code.co_name in NEEDED and isinstance(own, Session | Subject)
