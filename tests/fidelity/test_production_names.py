"""Blocking clients, with threads of their own, reach the fakes under the names that they have built in."""

import asyncio
import json
import socket
from typing import Any

import pytest
import requests
import websocket

from fakes.venues.kraken import Kraken
from tests.fidelity.kraken_witnesses import KRAKEN
from tests.fidelity.witness_stages import Places


def test_a_blocking_client_asks_and_listens_by_name_and_tls() -> None:
    async def story(venue: Kraken, _: Places | None) -> Any:
        def client() -> Any:
            asked = requests.get("https://api.kraken.com/0/public/SystemStatus", timeout=10).json()
            listener = websocket.create_connection("wss://ws.kraken.com/v2", timeout=10)
            try:
                return asked["result"]["status"], json.loads(listener.recv())["channel"]
            finally:
                listener.close()

        return await asyncio.to_thread(client)

    assert KRAKEN.under_its_names(story) == ("online", "status")


def test_a_name_that_is_not_the_venues_leads_nowhere() -> None:
    async def story(venue: Kraken, _: Places | None) -> None:
        with pytest.raises(socket.gaierror, match="no name of this venue"):
            await asyncio.to_thread(socket.create_connection, ("api.binance.com", 443))

    KRAKEN.under_its_names(story)


def test_names_are_as_before_once_the_play_is_over() -> None:
    before = socket.getaddrinfo

    async def story(venue: Kraken, _: Places | None) -> None:
        assert socket.getaddrinfo is not before

    KRAKEN.under_its_names(story)

    assert socket.getaddrinfo is before
