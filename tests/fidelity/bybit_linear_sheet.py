"""How much of what Bybit documents of its linear contracts the fake does, payload by payload.

`python -m tests.fidelity.bybit_linear_sheet` prints the page; docs/fidelity has none of it yet.
"""

import json
from typing import Any

from tests.fidelity import bybit_sheet
from tests.fidelity.bybit_linear_played import ASKED, SPOT_ONLY, on_sockets
from tests.fidelity.bybit_sheet import VECTORS, plain, sockets
from tests.fidelity.documented import differences
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.test_tidy import quirks
from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller
from tests.unit.fakes.bybit.linear.test_linear_errors import FAULTS, REQUESTS
from tests.unit.fakes.bybit.test_bybit_errors import ON_SOCKETS, STATUSES


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


OWN: dict[str, Any] = _read("linear_payloads.json")
KNOWN: dict[str, Any] = _read("linear_fidelity.json")
REST: dict[str, Any] = {
    **{name: shown for name, shown in bybit_sheet.REST.items() if name not in SPOT_ONLY},
    **OWN["payloads"],
}
DELTA = "topics/ticker.delta"


def _messages() -> dict[str, Any]:
    """Those of spot but for the ticker. A funding has the form of an execution, a delta that of the whole."""
    shared = dict(sockets())
    del shared["topics/ticker"]
    ticker, position = (OWN["messages"][name]["payload"] for name in ("ticker", "position"))
    return {
        **shared,
        "topics/ticker.snapshot": ticker,
        DELTA: ticker | {"type": "delta"},
        "topics/position": position,
        "replies/ping.public": OWN["messages"]["ping"]["payload"],
        "topics/execution.funding": shared["topics/execution"],
    }


MESSAGES: dict[str, Any] = _messages()
FACTS = ("BYB-17", "BYB-23", "BYB-86", "BYB-87", "BYB-88", "BYB-89", "BYB-90")
"""Those of the quirk sheet that are of contracts alone."""
NEARLY = {
    "BYB-89": "in whole numbers only",
    "BYB-90": "the rate is the same at all times",
}
"""Facts that the fake implements but for this."""


def _unlike(documented: Any, written: Any, at: str) -> tuple[list[str], list[str]]:
    return explained(differences(plain(documented), plain(written), at), KNOWN)


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    return _unlike(REST[name]["payload"], ASKED[name](LinearCaller()).body, name)


def message_differences(name: str) -> tuple[list[str], list[str]]:
    documented, written = MESSAGES[name], on_sockets()[name]
    if name == DELTA:
        changed = {field: value for field, value in documented["data"].items() if field in written["data"]}
        documented = documented | {"data": changed}
    return _unlike(documented, written, name)


def facts() -> dict[str, bool]:
    """Whether the fake implements it, by number."""
    return {number: fake for number, (_, fake) in quirks("bybit").items() if number in FACTS}


def measured() -> list[Measured]:
    entries = [compared("REST method", name, rest_differences(name), KNOWN) for name in REST]
    entries += [compared("message", name, message_differences(name), KNOWN) for name in MESSAGES]
    codes = dict.fromkeys([*REQUESTS, *ON_SOCKETS, *FAULTS.values()])
    entries += [Measured("error", str(code), "exact") for code in codes]
    entries += [Measured("HTTP status", str(status), "exact") for status in dict.fromkeys(STATUSES.values())]
    entries += [Measured("REST method", name, "approximate", why) for name, why in KNOWN["unseen"].items()]
    entries += [Measured("message", name, "missing", why) for name, why in KNOWN["missing"].items()]
    for number, fake in facts().items():
        level = "missing" if not fake else "approximate" if number in NEARLY else "exact"
        entries.append(Measured("fact", number, level, NEARLY.get(number, "")))
    return entries


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show is held against what the fake writes in that situation: names,",
        "types and places of all fields (`tests/vectors/bybit`, with the page of each), those that all",
        "products share at the market of contracts. An error is exact if the request that deserves it, or",
        "the named fault, gets the very number. A fact is one of the quirk sheet (docs/venues/bybit.md).",
    ]
    return Sheet(
        venue="bybit-linear",
        module="bybit_linear",
        how=how,
        entries=measured(),
        beyond=KNOWN["beyond"],
    )


if __name__ == "__main__":
    print(sheet().page(), end="")
