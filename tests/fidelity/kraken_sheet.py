"""How much of what Kraken documents its fake does: measured payload by payload, and written to docs/fidelity.

`python -m tests.fidelity.kraken_sheet` renews the page and the counts; a test holds them to what is measured.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fidelity.kraken_played import ASKED, on_sockets
from tests.fidelity.kraken_shapes import unlike
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.unit.fakes.kraken.kraken_caller import KrakenCaller
from tests.unit.fakes.kraken.test_kraken_errors import FAULTS, REQUESTS, WORDED

VECTORS = Path(__file__).parents[1] / "vectors" / "kraken"


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


REST: dict[str, Any] = _read("rest_payloads.json")["payloads"]
WS: dict[str, Any] = _read("ws_payloads.json")
REFUSALS: list[Any] = _read("ws_refusals.json")["refusals"]
KNOWN: dict[str, Any] = _read("fidelity.json")
BY_FAULT_ONLY = tuple(name for name in KNOWN["approximate"] if ":" in name)
BEYOND = re.compile(
    r"EAuth|EAccount|EBM|EAPI:Feature|EOrder:(Positions|Margin|Insufficient margin|Cannot open|Reduce only)"
    r"|EGeneral:Invalid arguments:Index"
)
"""Errors of what no client of the fake can have: margin, positions, and states of an account."""


def sockets() -> Iterator[tuple[str, Any]]:
    """Every documented message, by the name under which it is played."""
    for group in ("market", "private", "observed", "replies"):
        for name, shown in WS[group].items():
            yield f"{group}/{name}", shown["payload"]
    for refusal in REFUSALS:
        yield f"refusals/{refusal['when']}", refusal["payload"]


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    answer = ASKED[name](KrakenCaller())
    return explained(unlike(REST[name]["payload"], answer.body, name), KNOWN)


def socket_differences(name: str, payload: Any) -> tuple[list[str], list[str]]:
    written = on_sockets()[name]
    found = unlike(payload, written, name)
    if name.startswith("refusals/") and payload["error"].partition("XBT")[0] not in written["error"]:
        found.append(f"{name}.error: {written['error']!r} instead of {payload['error']!r}")
    return explained(found, KNOWN)


def measured() -> list[Measured]:
    entries = [compared("REST method", name, rest_differences(name), KNOWN) for name in REST]
    entries += [
        compared("message", name, socket_differences(name, payload), KNOWN) for name, payload in sockets()
    ]
    texts = dict.fromkeys(
        [*REQUESTS, *FAULTS.values(), "EGeneral:Permission denied", "ESession:Invalid session"]
    )
    entries += [Measured("error", re.sub(r"\d{10}$", "...", text), "exact") for text in texts]
    entries += [Measured("error", text, "approximate", KNOWN["approximate"][text]) for text in BY_FAULT_ONLY]
    entries += [Measured("REST method", name, "approximate", why) for name, why in KNOWN["unseen"].items()]
    entries += [Measured(kind, name, "missing") for name, kind in KNOWN["missing"].items()]
    return list(dict.fromkeys(entries))


def unaccounted() -> list[str]:
    """Texts of the venue's list that the sheet neither counts nor leaves out for a reason."""
    counted = ("ESession:Invalid session", *BY_FAULT_ONLY, *FAULTS.values())
    return [
        t for t in WORDED if t not in counted and not BEYOND.match(t) and not t.startswith("EGeneral:Int")
    ]


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show, or that clients recorded on the venue, is held against what",
        "the fake writes in that situation: names, types and places of all fields (`tests/vectors/kraken`,",
        "with sources). Exact: no difference but fields that, as remarked, belong to situations that no",
        "account here can be in, or that the venue has added since. Approximate: it differs, or nothing was",
        "at hand to hold it against. Missing: the fake has none of it. An error is exact if the request that",
        "deserves it, or the named fault, gets the very text.",
    ]
    return Sheet(venue="kraken", how=how, entries=measured(), beyond=KNOWN["beyond"])


if __name__ == "__main__":
    sheet().write()
