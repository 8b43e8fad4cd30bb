"""What a process inherits from its machine and a simulated host must not know.

Local time is UTC, or one token would tell another hour elsewhere. There are no proxies: websockets
and aiohttp (``trust_env``) dial whatever ``HTTPS_PROXY`` names, and there is no such host.
"""

from __future__ import annotations

import os
import time

_ZONE = "TZ"
_PROXIES = tuple(
    name
    for scheme in ("http", "https", "ws", "wss", "socks", "all", "no")
    for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper())
)


class Environment:
    """Hides the machine between ``enter`` and ``leave``."""

    def __init__(self) -> None:
        self._hidden: dict[str, str] = {}

    def enter(self) -> None:
        for name in (_ZONE, *_PROXIES):
            if name in os.environ:
                self._hidden[name] = os.environ.pop(name)
        os.environ[_ZONE] = "UTC"
        time.tzset()

    def leave(self) -> None:
        del os.environ[_ZONE]
        os.environ.update(self._hidden)
        time.tzset()
