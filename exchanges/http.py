"""One HTTP request, and the one thing that has to be known about its failure: had it left us?

This module moves bytes. What the answer means is the venue's business; that there is no answer, and
whether the venue may have acted nevertheless, is decided here, once, for all venues:

- no connection could be made, or none was free in time: ``NotConnected``. Nothing was written.
- anything that goes wrong later: ``OutcomeUnknown``. A part of the request may have been written.

Redirects are never followed: a signed request goes where it was meant to go or nowhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp
import msgspec
from aiohttp import hdrs
from aiohttp.http import SERVER_SOFTWARE
from multidict import CIMultiDict
from yarl import URL

from exchanges.config import Timeouts
from exchanges.errors import (
    ConnectionLost,
    ExchangeError,
    NotConnected,
    RequestTimeout,
    UnreadableResponse,
)

MAX_BODY_BYTES = 64 * 1024 * 1024
"""The largest documented answer (all instruments of a venue) is well below; more is no answer."""


class Answer(msgspec.Struct, frozen=True):
    """What came back. ``rtt_s``: from before writing to the last byte of the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    rtt_s: float


_AUTOMATIC = {**aiohttp.ClientRequest.DEFAULT_HEADERS, hdrs.USER_AGENT: SERVER_SOFTWARE}
"""What aiohttp adds to each request by itself, as headers of the session: those it copies in one go."""


class _PreparedRequest(aiohttp.ClientRequest):
    """Takes over the headers that the session has just put together, instead of doing so once more."""

    def update_headers(self, headers: Any) -> None:
        self.headers = headers
        if hdrs.HOST not in headers:
            headers[hdrs.HOST] = self.url.host_port_subcomponent

    def update_auto_headers(self, skip_auto_headers: Iterable[str] | None) -> None:
        """They are there."""


def open_session(max_in_flight: int) -> aiohttp.ClientSession:
    """A pool of connections for REST, so many to each host; whoever opens it closes it.

    Venues may share it: requests that hang at one take no place from the others.
    """
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, limit_per_host=max_in_flight, ttl_dns_cache=60),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=_AUTOMATIC,
        request_class=_PreparedRequest,
        # An environment variable must not decide where keys travel.
        trust_env=False,
    )
    # aiohttp silently sends GET and DELETE again when a kept connection breaks. What it sends without
    # our knowing is neither counted nor paced, and a cancel would go out twice under one signature.
    # There is no public switch; aiohttp's own TestClient sets the same attribute.
    session._retry_connection = False
    return session


class HttpClient:
    """Requests to one base address through a session that others may share.

    Where the venue takes them there, parameters travel in the query, whatever the method: a body costs
    aiohttp a task of its own.
    """

    def __init__(self, venue: str, base_url: str, session: aiohttp.ClientSession, timeouts: Timeouts) -> None:
        self._venue = venue
        base = URL(base_url.rstrip("/"), encoded=True)
        self._scheme, self._authority, self._prefix = (
            base.scheme,
            base.raw_authority,
            base.raw_path.rstrip("/"),
        )
        self._host = base.host_port_subcomponent or ""
        self._session = session
        self._timeout = aiohttp.ClientTimeout(
            total=timeouts.request_s, connect=timeouts.connect_s, sock_connect=timeouts.connect_s
        )

    def prepared(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """Headers that are sent with many requests, in the form that aiohttp would make anew for each."""
        return CIMultiDict({hdrs.HOST: self._host, **headers})

    async def send(
        self, method: str, path: str, query: str = "", *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Send once. ``path``, ``query`` and ``body`` are encoded already: they are not touched.

        Raises NotConnected (nothing was sent), RequestTimeout, ConnectionLost, UnreadableResponse.
        """
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        # Put together from its parts: taking the whole apart again costs twice as much.
        url = URL.build(
            scheme=self._scheme,
            authority=self._authority,
            path=self._prefix + path,
            query_string=query,
            encoded=True,
        )
        try:
            response = await self._session.request(
                method, url, headers=headers, data=body or None, allow_redirects=False, timeout=self._timeout
            )
            content = response.content
            if content.is_eof():
                body = content.read_nowait()  # it came with the head, and the connection is free again
            else:
                body = await _rest(response)
            return Answer(response.status, response.headers, body, loop.time() - started_s)
        except (aiohttp.ClientError, OSError, RuntimeError) as error:
            # Not chained: what aiohttp knows of the request includes its headers and its signature.
            raise self._classified(error) from None

    def _classified(self, error: Exception) -> ExchangeError:
        kind = type(error).__name__
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
            return NotConnected(f"no connection could be made ({kind})", venue=self._venue)
        if isinstance(error, RuntimeError):
            if self._session.closed:
                return NotConnected("the session is closed", venue=self._venue)
            raise error
        if isinstance(error, TimeoutError):
            return RequestTimeout(f"no answer in time ({kind})", venue=self._venue)
        if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientResponseError):
            return UnreadableResponse(f"the answer is broken ({kind})", venue=self._venue)
        return ConnectionLost(f"the connection ended before the answer ({kind})", venue=self._venue)


async def _rest(response: aiohttp.ClientResponse) -> bytes:
    """The body as it comes, unless it is absurdly large."""
    parts = []
    size = 0
    async with response:
        async for chunk in response.content.iter_any():
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                raise aiohttp.ClientPayloadError("body too large")
            parts.append(chunk)
    return b"".join(parts)
