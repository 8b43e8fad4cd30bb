"""How much of what Bybit documents its fake does: measured payload by payload, and written to docs/fidelity.

`python -m tests.fidelity.bybit_sheet` renews the page and the counts; a test holds them to what is measured.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fidelity.bybit_played import ASKED, on_sockets
from tests.fidelity.documented import differences
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.unit.fakes.bybit.bybit_caller import BybitCaller
from tests.unit.fakes.bybit.test_bybit_errors import FAULTS, ON_SOCKETS, REQUESTS, STATUSES

VECTORS = Path(__file__).parents[1] / "vectors" / "bybit"


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


REST: dict[str, Any] = _read("rest_payloads.json")["payloads"]
WS: dict[str, Any] = _read("ws_payloads.json")
KNOWN: dict[str, Any] = _read("fidelity.json")


def sockets() -> Iterator[tuple[str, Any]]:
    """Every documented message, by the name under which it is played."""
    for group in ("topics", "replies"):
        for name, shown in WS[group].items():
            yield f"{group}/{name}", shown["payload"]


def plain(value: Any) -> Any:
    """With maps by coin as maps by anything."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {name: plain(member) for name, member in value.items()}
    if told.get("cumFeeDetail"):
        told["cumFeeDetail"] = {"*": next(iter(told["cumFeeDetail"].values()))}
    return told


def unlike(documented: Any, written: Any, at: str) -> tuple[list[str], list[str]]:
    return explained(list(differences(plain(documented), plain(written), at)), KNOWN)


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    return unlike(REST[name]["payload"], ASKED[name](BybitCaller()).body, name)


def socket_differences(name: str, payload: Any) -> tuple[list[str], list[str]]:
    return unlike(payload, on_sockets()[name], name)


def measured() -> list[Measured]:
    entries = [compared("REST method", name, rest_differences(name), KNOWN) for name in REST]
    entries += [
        compared("message", name, socket_differences(name, payload), KNOWN) for name, payload in sockets()
    ]
    codes = dict.fromkeys([*REQUESTS, *ON_SOCKETS, *FAULTS.values()])
    entries += [Measured("error", str(code), "exact") for code in codes]
    entries += [Measured("HTTP status", str(status), "exact") for status in STATUSES]
    entries += [Measured("REST method", name, "approximate", why) for name, why in KNOWN["unseen"].items()]
    entries += [Measured(kind, name, "missing") for name, kind in KNOWN["missing"].items()]
    return list(dict.fromkeys(entries))


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show, with the fields that their tables add to it, is held",
        "against what the fake writes in that situation: names, types and places of all fields",
        "(`tests/vectors/bybit`, with sources). Exact: no difference but fields that, as remarked, belong to",
        "situations that no account here can be in. Approximate: it differs, or nothing was at hand to hold",
        "it against. Missing: the fake has none of it. An error is exact if the request that deserves it, or",
        "the named fault, gets the very number.",
    ]
    return Sheet(venue="bybit", how=how, entries=measured(), beyond=KNOWN["beyond"])


if __name__ == "__main__":
    sheet().write()
