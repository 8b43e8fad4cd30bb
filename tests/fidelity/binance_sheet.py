"""How much of what Binance documents its fake does, written to docs/fidelity.

`python -m tests.fidelity.binance_sheet` renews page and counts; a test holds them to what is measured.
"""

from collections.abc import Iterator

from tests.fidelity.sheet import Measured, Sheet
from tests.fidelity.test_binance_stream_vectors import VECTORS as STREAMS
from tests.fidelity.test_binance_vectors import NOT_COMPARED, PAYLOADS
from tests.fidelity.test_binance_ws_api_vectors import METHODS
from tests.test_tidy import quirks

MISSING = {"BIN-53": "`permissionSets` and the unknown quote quantity of very old orders"}
"""Facts that the quirk sheet says the fake does not implement."""


def measured() -> Iterator[Measured]:
    """What is not named in NOT_COMPARED has no difference, or its own test fails."""
    for name in PAYLOADS:
        compared = name not in NOT_COMPARED
        remark = "" if compared else "its filters are compared one by one"
        yield Measured("REST answer", name, "exact" if compared else "approximate", remark)
    for name in METHODS:
        yield Measured("WebSocket method", name, "exact")
    for kind, group in (("stream", "streams"), ("user data", "user_data"), ("session", "session")):
        for name in STREAMS[group]:
            yield Measured(kind, name, "exact")
    for number, (_, fake) in quirks("binance").items():
        yield Measured("fact", number, "exact" if fake else "missing", MISSING.get(number, ""))


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show is held against what the fake writes in that situation: names,",
        "types and places of all fields (`tests/vectors/binance`, with sources); no difference is tolerated.",
        "A fact is one of the quirk sheet (docs/venues/binance.md), each cited where the fake implements it.",
    ]
    beyond = {
        "futures, margin, wallets": "other APIs",
        "codes of errors": "those of facts are counted with them; the others have tests of their own",
    }
    return Sheet(venue="binance", how=how, entries=tuple(measured()), beyond=beyond)


if __name__ == "__main__":
    sheet().write()
