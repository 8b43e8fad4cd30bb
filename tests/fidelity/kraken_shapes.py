"""Kraken's answers in a form in which names can be compared: maps by id, pair or asset, and rows of columns.

A number is a number here, with a point or without; which digits it has is tested where it is written.
"""

import re
from typing import Any

from tests.fidelity.documented import differences

_NAME = re.compile(r"[A-Z0-9./-]{3,}")
"""Ids, pairs and assets; fields have small letters."""


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        members = {name: plain(member) for name, member in value.items() if not _NAME.fullmatch(name)}
        named = [plain(member) for name, member in value.items() if _NAME.fullmatch(name)]
        return members | {"*": named} if named else members
    if isinstance(value, list):
        if value and all(isinstance(item, list) for item in value):
            return [{str(place): plain(cell) for place, cell in enumerate(row)} for row in value]
        return [plain(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def unlike(documented: Any, written: Any, at: str) -> list[str]:
    return list(differences(plain(documented), plain(written), at))
