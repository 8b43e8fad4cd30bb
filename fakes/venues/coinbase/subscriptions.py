"""What can be subscribed to, and how a client's message is read (CBS-60, CBS-64 to CBS-73)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import msgspec

from fakes.operations import StreamKind
from fakes.serving.nesting import shallow
from fakes.venues.coinbase.security import Credentials


class Channel(StrEnum):
    HEARTBEATS = "heartbeats"
    LEVEL2 = "level2"
    MARKET_TRADES = "market_trades"
    TICKER = "ticker"
    TICKER_BATCH = "ticker_batch"
    CANDLES = "candles"
    STATUS = "status"
    USER = "user"
    FUTURES = "futures_balance_summary"


PRIVATE: Final = (Channel.USER, Channel.FUTURES)
OF_PRODUCTS: Final = (
    Channel.LEVEL2,
    Channel.MARKET_TRADES,
    Channel.TICKER,
    Channel.TICKER_BATCH,
    Channel.CANDLES,
)
"""They need to be told which."""
KINDS: Final[Mapping[Channel, StreamKind]] = {
    Channel.HEARTBEATS: StreamKind.SYSTEM,
    Channel.LEVEL2: StreamKind.DEPTH,
    Channel.MARKET_TRADES: StreamKind.TRADE,
    Channel.TICKER: StreamKind.TICKER,
    Channel.TICKER_BATCH: StreamKind.TICKER,
    Channel.CANDLES: StreamKind.KLINE,
    Channel.STATUS: StreamKind.SYSTEM,
    Channel.USER: StreamKind.ORDER,
    Channel.FUTURES: StreamKind.BALANCE,
}
CALLED: Final[Mapping[Channel, str]] = {channel: channel.value for channel in Channel} | {
    Channel.LEVEL2: "l2_data"
}
"""What the messages of a channel say they are of (CBS-69)."""

AUTHENTICATION: Final = "authentication failure"
MALFORMED: Final = "malformed message"
NO_PRODUCTS: Final = "product_ids is required"


class Refused(Exception):
    """What is said instead. The texts but the first are ours: none is documented (CBS-65)."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """`credentials` None = none came with it."""

    subscribes: bool
    channel: Channel
    product_ids: tuple[str, ...]
    credentials: Credentials | None

    @property
    def signed(self) -> str:
        """What a retired key signs after the time (CBS-07)."""
        return self.channel.value + ",".join(self.product_ids)


def document(text: str) -> dict[str, Any]:
    """Raises Refused."""
    try:
        sent = shallow(msgspec.json.decode(text))
    except (ValueError, RecursionError):
        raise Refused(MALFORMED) from None
    if not isinstance(sent, dict) or sent.get("type") not in ("subscribe", "unsubscribe"):
        raise Refused(MALFORMED)
    return sent


def bears_token(sent: Mapping[str, Any]) -> bool:
    return bool(sent.get("jwt") or sent.get("signature"))


def read(sent: Mapping[str, Any]) -> Asked:
    """Raises Refused."""
    try:
        channel = Channel(sent.get("channel", ""))
    except ValueError:
        raise Refused(AUTHENTICATION) from None  # CBS-65
    product_ids = sent.get("product_ids") or []
    if not isinstance(product_ids, list) or not all(isinstance(each, str) for each in product_ids):
        raise Refused(MALFORMED)
    if channel in OF_PRODUCTS and not product_ids:
        raise Refused(NO_PRODUCTS)
    return Asked(
        subscribes=sent["type"] == "subscribe",
        channel=channel,
        product_ids=tuple(dict.fromkeys(product_ids)),
        credentials=_credentials(sent) if bears_token(sent) else None,
    )


def _credentials(sent: Mapping[str, Any]) -> Credentials:
    if sent.get("jwt"):
        return Credentials(bearer=str(sent["jwt"]))
    return Credentials(
        api_key=str(sent.get("api_key", "")),
        signature=str(sent.get("signature", "")),
        timestamp=str(sent.get("timestamp", "")),
    )
