"""The documented payloads, by the name under which the vectors keep them."""

import json
from pathlib import Path
from typing import Any

from fakes.exact_json import encoded
from tests.fidelity.documented import differences

_FILES = Path(__file__).parents[3] / "vectors" / "kraken"
WS: Any = json.loads((_FILES / "ws_payloads.json").read_text(encoding="utf-8"))
REFUSALS: Any = json.loads((_FILES / "ws_refusals.json").read_text(encoding="utf-8"))["refusals"]


def documented(group: str, name: str) -> Any:
    """`group`: market, private, observed or replies."""
    return WS[group][name]["payload"]


def unlike(documented: Any, made: Any, at: str) -> list[str]:
    """Where a message, as it is written, is other than documented: in names and types."""
    return list(differences(documented, json.loads(encoded(made)), at))
