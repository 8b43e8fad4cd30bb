"""How much of what OKX documents its fake does: measured payload by payload, and written to docs/fidelity.

`python -m tests.fidelity.okx_sheet` renews the page and the counts; a test holds them to what is measured.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fakes.venues.okx import codes, events
from tests.fidelity.documented import differences
from tests.fidelity.okx_played import ASKED, on_sockets
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.unit.fakes.okx.okx_caller import OkxCaller
from tests.unit.fakes.okx.test_okx_errors import FAULTS, ON_THE_WIRE, REQUESTS
from tests.unit.fakes.okx.test_okx_events import EVENTS

VECTORS = Path(__file__).parents[1] / "vectors" / "okx"


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


REST: dict[str, Any] = _read("rest_payloads.json")["payloads"]
WS: dict[str, Any] = _read("ws_payloads.json")
KNOWN: dict[str, Any] = _read("fidelity.json")
BY_NAMED_FAULT = (codes.EXPIRED, codes.ORDER_TIMEOUT, codes.CANCEL_TIMEOUT, codes.REQUEST_TIMEOUT)
"""Late answers, which test_requests_on_okx.py plays."""


def sockets() -> Iterator[tuple[str, str, Any]]:
    """(what it is, its name, the documented payload)."""
    for group, kind in (("messages", "message"), ("events", "event"), ("replies", "reply")):
        for name, shown in WS[group].items():
            yield kind, name, shown["payload"]


def plain(value: Any) -> Any:
    """A form in which rows of texts are held against each other cell by cell."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        if value and all(isinstance(item, list) for item in value):
            return [{str(place): plain(cell) for place, cell in enumerate(row)} for row in value]
        return [plain(item) for item in value]
    return value


def unlike(documented: Any, written: Any, name: str) -> tuple[list[str], list[str]]:
    return explained(differences(plain(documented), plain(written), name), KNOWN)


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    return unlike(REST[name]["payload"], ASKED[name](OkxCaller()).body, name)


def socket_differences(name: str, payload: Any) -> tuple[list[str], list[str]]:
    return unlike(payload, on_sockets()[name], name)


def measured() -> list[Measured]:
    entries = [compared("REST", name, rest_differences(name), KNOWN) for name in REST]
    entries += [
        compared(kind, name, socket_differences(name, payload), KNOWN) for kind, name, payload in sockets()
    ]
    exact = [*REQUESTS, *ON_THE_WIRE, *(code for _, code in FAULTS.values()), *BY_NAMED_FAULT]
    entries += [Measured("code", str(code), "exact") for code in dict.fromkeys(exact)]
    entries += [Measured("code of an event", str(code), "exact") for code in EVENTS]
    entries += [Measured("code", code, "approximate", why) for code, why in KNOWN["codes"].items()]
    entries += [Measured("REST", name, "approximate", why) for name, why in KNOWN["unseen"].items()]
    return entries


def unaccounted() -> list[str]:
    """Codes that the venue has and the sheet neither counts nor leaves out for a reason."""
    counted = [entry.name for entry in measured()] + [
        code for each in KNOWN["beyond_codes"].values() for code in each
    ]
    known = [code for code in codes.TEXTS if code > codes.SOME_FAILED] + list(events.TEXTS)
    return [str(code) for code in known if str(code) not in counted]


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show is held against what the fake writes in that situation: names,",
        "types and places of all fields (`tests/vectors/okx`, with the page of each). Exact: no difference",
        "but fields that, as remarked, the venue has added since its example was written. Approximate: it",
        "differs, or nothing was at hand to hold it against. A code is exact if the request that deserves",
        "it, or the named fault, gets it with its documented status and text.",
    ]
    beyond = {**KNOWN["beyond"]}
    beyond |= {f"codes {', '.join(each)}": why for why, each in KNOWN["beyond_codes"].items()}
    return Sheet(venue="okx", how=how, entries=measured(), beyond=beyond)


if __name__ == "__main__":
    sheet().write()
