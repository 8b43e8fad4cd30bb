"""How much of what OKX documents of its swaps the fake does, written to docs/fidelity.

`python -m tests.fidelity.okx_swap_sheet` renews page and counts; a test holds them to what is measured.
"""

import json
from typing import Any

from tests.fidelity.documented import differences
from tests.fidelity.okx_sheet import REST as SHARED
from tests.fidelity.okx_sheet import VECTORS, WS, plain
from tests.fidelity.okx_swap_played import ASKED, REFUSED, on_sockets
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.test_tidy import quirks
from tests.unit.fakes.okx.swap_caller import SwapCaller


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


OWN: dict[str, Any] = _read("swap_payloads.json")
KNOWN: dict[str, Any] = _read("swap_fidelity.json")
REST: dict[str, Any] = {**SHARED, **OWN["payloads"]}
MESSAGES: dict[str, Any] = {**WS["messages"], **OWN["messages"], "order": WS["replies"]["order"]}
FACTS = range(81, 96)
"""Those of the quirk sheet that are of swaps."""
NEARLY = {
    "OKX-83": "one mode of positions, one of margin: the others are refused",
    "OKX-90": "the rate is the same at all times",
    "OKX-91": "the mark price comes of the book and the last trade, not of an index",
    "OKX-92": "closed at once at market; the venue reduces in steps where there are tiers",
    "OKX-95": "what the fake does instead of the venue, not what the venue does",
}
"""Facts that the fake implements but for this."""


def _unlike(documented: Any, written: Any, name: str) -> tuple[list[str], list[str]]:
    return explained(differences(plain(documented), plain(written), name), KNOWN)


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    return _unlike(REST[name]["payload"], ASKED[name](SwapCaller()).body, name)


def message_differences(name: str) -> tuple[list[str], list[str]]:
    return _unlike(MESSAGES[name]["payload"], on_sockets()[name], name)


def facts() -> dict[str, bool]:
    """Whether the fake implements it, by number."""
    wanted = {f"OKX-{number}" for number in FACTS}
    return {number: fake for number, (_, fake) in quirks("okx").items() if number in wanted}


def measured() -> list[Measured]:
    entries = [compared("REST", name, rest_differences(name), KNOWN) for name in REST]
    entries += [compared("message", name, message_differences(name), KNOWN) for name in MESSAGES]
    entries += [Measured("code", str(code), "exact") for code in REFUSED]
    entries += [Measured("REST", name, "approximate", why) for name, why in KNOWN["unseen"].items()]
    for number, fake in facts().items():
        level = "missing" if not fake else "approximate" if number in NEARLY else "exact"
        entries.append(Measured("fact", number, level, NEARLY.get(number, "")))
    return entries


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show is held against what the fake writes in that situation: names,",
        "types and places of all fields (`tests/vectors/okx`, with the page of each), those that all markets",
        "share at the market of swaps. A code is exact if the request that deserves it gets it. A fact is",
        "one of the quirk sheet (docs/venues/okx.md).",
    ]
    return Sheet(venue="okx-swap", module="okx_swap", how=how, entries=measured(), beyond=KNOWN["beyond"])


if __name__ == "__main__":
    sheet().write()
