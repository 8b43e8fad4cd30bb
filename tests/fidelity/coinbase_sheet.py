"""How much of what Coinbase documents its fake does: measured payload by payload, told in docs/fidelity.

`python -m tests.fidelity.coinbase_sheet` renews the page and the counts; a test holds them to it.
"""

import json
from pathlib import Path
from typing import Any

from tests.fidelity.coinbase_played import ASKED, on_sockets
from tests.fidelity.documented import differences
from tests.fidelity.sheet import Measured, Sheet, compared, explained
from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller
from tests.unit.fakes.coinbase.test_coinbase_errors import BY_FAULT_ONLY, FAULTS, REQUESTS

VECTORS = Path(__file__).parents[1] / "vectors" / "coinbase"


def _read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


REST: dict[str, Any] = _read("rest_payloads.json")["payloads"]
MESSAGES: dict[str, Any] = _read("ws_payloads.json")["messages"]
REFUSALS: dict[str, Any] = {each["when"]: each["payload"] for each in _read("ws_payloads.json")["refusals"]}
KNOWN: dict[str, Any] = _read("fidelity.json")
ONLY_SAID: dict[str, str] = KNOWN["only said"]
OF_OTHERS: dict[str, str] = KNOWN["of others"]


def rest_differences(name: str) -> tuple[list[str], list[str]]:
    answer = ASKED[name](CoinbaseCaller())
    return explained(differences(REST[name]["payload"], answer.body, name), KNOWN)


def socket_differences(name: str) -> tuple[list[str], list[str]]:
    return explained(differences(MESSAGES[name], on_sockets()[name], name), KNOWN)


def refusal_differences(when: str) -> tuple[list[str], list[str]]:
    written = on_sockets()[when]
    return ([] if written == REFUSALS[when] else [f"{when}: {written}"]), []


def measured() -> list[Measured]:
    entries = [compared("REST method", name, rest_differences(name), KNOWN) for name in REST]
    entries += [compared("message", name, socket_differences(name), KNOWN) for name in MESSAGES]
    entries += [compared("refusal", when, refusal_differences(when), KNOWN) for when in REFUSALS]
    entries += [Measured("error", reason.strip(), "exact") for reason in REQUESTS]
    entries += [
        Measured("error", f"{status} {text}", "exact") for status, text in dict.fromkeys(FAULTS.values())
    ]
    entries += [Measured("error", reason, "approximate", why) for reason, why in ONLY_SAID.items()]
    entries += [Measured(kind, name, "missing") for name, kind in KNOWN["missing"].items()]
    return list(dict.fromkeys(entries))


def unaccounted() -> list[str]:
    """Reasons of the venue's lists that the sheet neither counts nor leaves out for a reason."""
    return [reason for reason in BY_FAULT_ONLY if reason not in ONLY_SAID and reason not in OF_OTHERS]


def sheet() -> Sheet:
    how = [
        "Each payload that the documents show is held against what the fake writes in that situation: names,",
        "types and places of all fields (`tests/vectors/coinbase`, with sources). Exact: no difference but",
        "fields that, as remarked, belong to situations that no account here can be in, or that are observed",
        "and not in the reference. Approximate: it differs. Missing: the fake has none of it. An error is",
        "exact if the request that deserves it, or the named fault, gets that status and reason; approximate",
        "if only a fault that spells it out does.",
    ]
    beyond = KNOWN["beyond"] | {f"`{reason}`": why for reason, why in OF_OTHERS.items()}
    return Sheet(venue="coinbase", how=how, entries=measured(), beyond=beyond)


if __name__ == "__main__":
    sheet().write()
