"""A client of the WebSocket API, for its tests."""

import base64
import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fakes.venue import Key
from tests.unit.fakes.binance.binance_stage import FUNDS, KEY, SECRET, Client, signed

ED25519_KEY = "e" * 64
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PEM = PRIVATE.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
WEIGHT = {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 6000}
LIMIT = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.001"}


def two_accounts() -> list[Key]:
    return [
        Key(api_key=KEY, secret=SECRET, balances=FUNDS),
        Key(api_key=ED25519_KEY, public_key_pem=PEM, account="other", balances=FUNDS),
    ]


def now_ms() -> int:
    return int(time.time() * 1000)


def request(method: str, id: Any = 1, **params: Any) -> dict[str, Any]:
    return {"id": id, "method": method, "params": params}


def signed_request(method: str, id: Any = 1, **params: Any) -> dict[str, Any]:
    return request(method, id, **signed({"apiKey": KEY, "timestamp": now_ms(), **params}))


def place(client_order_id: str) -> dict[str, Any]:
    return signed_request("order.place", **LIMIT, price="20000", newClientOrderId=client_order_id)


def log_on() -> dict[str, Any]:
    params = {"apiKey": ED25519_KEY, "timestamp": now_ms()}
    payload = "&".join(f"{name}={value}" for name, value in sorted(params.items()))
    signature = base64.b64encode(PRIVATE.sign(payload.encode())).decode()
    return request("session.logon", **params, signature=signature)


async def subscribed(client: Client) -> Any:
    return await client.ask(signed_request("userDataStream.subscribe.signature"))


async def until(client: Client, name: str) -> dict[str, Any]:
    """The next user data event of that type."""
    while True:
        event = (await client.event())["event"]
        if event["e"] == name:
            return dict(event)
