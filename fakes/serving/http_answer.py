"""An HTTP answer whose bytes are known at once, written in one piece.

aiohttp's own `Response` keeps headers that may still change, a body that may still be compressed or cut
into chunks, and a writer for both. Nothing of that ever happens to an answer of a venue's.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from aiohttp import HttpVersion10, web

_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}
_WITHOUT_CONTENT: Final = (204, 304)  # RFC 9110, section 6.4.1


class WrittenAnswer(web.StreamResponse):
    """What `aiohttp.web.Server` asks an answer for: `prepare`, `write_eof` and `keep_alive`.

    The head is the one that `aiohttp.web.Response` would write, byte for byte. There is no access log,
    so nobody asks how much was written.
    """

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        # Not the base's own: it makes what this class does without.
        self._code = status
        self._lines = headers
        self._bytes = body
        self._stays_open: bool | None = None

    @property
    def keep_alive(self) -> bool | None:
        return self._stays_open

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write all of it. Raises ConnectionResetError if the client is gone."""
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the client left before the answer")
        version, keep_alive = request.version, request.keep_alive
        self._stays_open = keep_alive
        code, body = self._code, self._bytes
        lines = [f"HTTP/{version.major}.{version.minor} {code} {_REASONS.get(code, '')}"]
        lines += [f"{name}: {value}" for name, value in self._lines.items()]
        headers_only = request.method == "HEAD" or code in _WITHOUT_CONTENT
        if code not in _WITHOUT_CONTENT and (body or not headers_only):
            lines.append(f"Content-Length: {len(body)}")
        if not keep_alive and version != HttpVersion10:
            lines.append("Connection: close")
        elif keep_alive and version == HttpVersion10:
            lines.append("Connection: keep-alive")
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        transport.write(head if headers_only else head + body)

    async def write_eof(self, data: bytes = b"") -> None:
        """All of it is written."""
