"""Replace a function everywhere it is already known by name.

``from time import time`` copies the function into the importing module, so replacing
``time.time`` alone leaves that module on the real clock (ccxt's throttler does exactly this).
Default arguments and class attributes bound earlier stay out of reach: import
``simulation.early`` before the libraries and they bind to the replacement in the first place.
"""

import sys
from collections.abc import Sequence

# freezegun keeps the real functions on purpose, and compares by identity.
_LEFT_ALONE = ("simulation.", "freezegun")


def rebind(replacements: Sequence[tuple[object, object]]) -> None:
    """Put each second object in place of the first, in every module imported so far."""
    by_identity = {id(old): (old, new) for old, new in replacements}
    for name, module in list(sys.modules.items()):
        if name.startswith(_LEFT_ALONE):
            continue
        attributes = getattr(module, "__dict__", None)
        if not isinstance(attributes, dict):
            continue
        for attribute, value in list(attributes.items()):
            found = by_identity.get(id(value))
            if found is not None and found[0] is value:
                attributes[attribute] = found[1]
