"""aioresponses 0.7.9 on aiohttp 3.14, whose responses want to know how much was written.

See https://github.com/pnuckowski/aioresponses/issues/289; remove when that is released.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import aiohttp
from aioresponses import aioresponses
from aioresponses import core as _core


class _Written:
    output_size = 0


class _Response(aiohttp.ClientResponse):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("stream_writer", _Written())
        super().__init__(*args, **kwargs)


@contextmanager
def mocked_http() -> Iterator[Any]:
    """An active ``aioresponses``."""
    with patch.object(_core, "ClientResponse", _Response), aioresponses() as mock:
        yield mock
