"""How much of what Binance documents of its USD-M futures the fake does, written to docs/fidelity.

`python -m tests.fidelity.usdm_sheet` renews page and counts; a test holds them to what is measured.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fidelity.documented import differences
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.fidelity.usdm_played import ASKED, on_sockets
from tests.test_tidy import quirks
from tests.unit.fakes.binance.usdm.test_usdm_errors import OF_FAULTS, REQUESTS, WORDED
from tests.unit.fakes.binance.usdm.usdm_caller import UsdmCaller

VECTORS = Path(__file__).parents[1] / "vectors" / "binance_usdm"


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


REST: dict[str, Any] = _read("rest_payloads.json")["payloads"]
MESSAGES: dict[str, tuple[str, Any]] = {
    name: (kind, shown["payload"])
    for kind, group in (("stream", "streams"), ("account event", "user_data"), ("session", "session"))
    for name, shown in _read("stream_payloads.json")[group].items()
}
KNOWN: dict[str, Any] = _read("fidelity.json")
MISSING: dict[str, str] = {}
"""Facts that the quirk sheet says the fake does not implement."""


NEARLY: dict[str, str] = {
    "BFU-41": "unsolicited PONGs do not keep a connection",
    "BFU-45": "what one order took at one price is gathered, not what several did within 100 ms",
    "BFU-64": "at most 10000 changes of one order are not counted",
}
"""Facts that it implements but for this."""


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    return explained(differences(REST[name]["payload"], ASKED[name](UsdmCaller()).ok, name), KNOWN)


def message_differences(name: str) -> tuple[list[str], list[str]]:
    return explained(differences(MESSAGES[name][1], on_sockets()[name], name), KNOWN)


def measured() -> Iterator[Measured]:
    for name in REST:
        yield compared("REST answer", REST[name]["request"], rest_differences(name), KNOWN)
    for name, (kind, _) in MESSAGES.items():
        yield compared(kind, name, message_differences(name), KNOWN)
    for name, why in KNOWN["unseen"].items():
        yield Measured("REST answer", name, "approximate", why)
    for code in sorted([*REQUESTS, *OF_FAULTS], reverse=True):
        yield Measured("error", str(code), "exact")
    for code in WORDED:
        yield Measured("error", str(code), "exact", "by a named fault: no account here can come to it")
    for number, (_, fake) in quirks("binance-usdm").items():
        level = "missing" if not fake else "approximate" if number in NEARLY else "exact"
        yield Measured("fact", number, level, {**MISSING, **NEARLY}.get(number, ""))


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show is held against what the fake writes in that situation: names,",
        "types and places of all fields (`tests/vectors/binance_usdm`, with sources). Exact: no difference",
        "but fields that, as remarked, belong to situations that no account here can be in, or that the",
        "venue's newest models have dropped. An error is exact if the request that deserves it, or a named",
        "fault, gets its code and text. A fact is one of the quirk sheet (docs/venues/binance-usdm.md).",
    ]
    return Sheet(
        venue="binance-usdm", module="usdm", how=how, entries=tuple(measured()), beyond=KNOWN["beyond"]
    )


if __name__ == "__main__":
    sheet().write()
