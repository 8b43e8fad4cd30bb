"""What the venue does on a connection: it reads subscriptions, and tells what there is to be told."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from fakes.ledger import Ledger, Subscribed, Unsubscribed
from fakes.serving.session import Desk
from fakes.venue import Key
from fakes.venues.coinbase.limits import Limits
from fakes.venues.coinbase.line import Line
from fakes.venues.coinbase.products import Products
from fakes.venues.coinbase.security import Guard
from fakes.venues.coinbase.subscriptions import (
    AUTHENTICATION,
    OF_PRODUCTS,
    PRIVATE,
    Asked,
    Channel,
    Refused,
    bears_token,
    document,
    read,
)

INVALID_PRODUCT: Final = "invalid product_ids"
REFUSED: Final = "internal error"
"""Here, of a subscription that a fault refuses."""


class Feed(Protocol):
    """Tells the news of one kind of channel. `symbol` is the exchange's, "" of channels without."""

    def join(self, line: Line, channel: Channel, symbol: str) -> None:
        """From now on, all that happens."""

    def begin(self, line: Line, channel: Channel, symbol: str) -> None:
        """What there is already."""

    def leave(self, line: Line, channel: Channel, symbol: str) -> None: ...


class AccountFeed(Protocol):
    def join(self, line: Line, account: str, products: Sequence[str]) -> None:
        """`products` () = all."""

    def begin(self, line: Line) -> None: ...

    def leave(self, line: Line) -> None: ...

    def user_id(self, account: str) -> str: ...


class CoinbaseAttendant:
    """Serves one connection. `offered`: the channels of its host."""

    def __init__(
        self,
        line: Line,
        *,
        offered: Sequence[Channel],
        market: Feed,
        user: AccountFeed,
        guard: Guard,
        limits: Limits,
        products: Products,
        ledger: Ledger,
        desk: Desk,
        drop: Callable[[str], None],
    ) -> None:
        self._line = line
        self._offered = offered
        self._market = market
        self._user = user
        self._guard = guard
        self._limits = limits
        self._products = products
        self._ledger = ledger
        self._desk = desk
        self._drop = drop
        self._made: dict[Channel, dict[str, str]] = {}
        """By channel: what the list of subscriptions calls each, and the exchange's symbol for it."""

    # --- one connection -----------------------------------------------------------------------------

    def opened(self) -> None:
        """Nothing is said until somebody subscribes."""

    def text(self, text: str) -> None:
        try:
            sent = document(text)
            if not bears_token(sent) and not self._limits.message(self._line.session.source):
                self._drop("too many messages")  # CBS-19
                return
            self._serve(read(sent))
        except Refused as refused:
            self._line.refuse(refused.message)

    def closed(self) -> None:
        for channel, named in self._made.items():
            for symbol in named.values():
                self._leave(channel, symbol)
        self._made.clear()

    def farewell(self) -> None:
        """This venue announces nothing."""
        return None

    # --- requests -----------------------------------------------------------------------------------

    def _serve(self, asked: Asked) -> None:
        key = self._believed(asked)
        if asked.channel not in self._offered:
            raise Refused(AUTHENTICATION)
        if asked.subscribes:
            self._subscribe(asked, key)
        else:
            self._unsubscribe(asked)
            self._tell()

    def _believed(self, asked: Asked) -> Key | None:
        """Whose token came with it; one that came must be right, whatever it is for."""
        if asked.credentials is None:
            if asked.channel in PRIVATE:
                raise Refused(AUTHENTICATION)
            return None
        key = self._guard.of_message(asked.credentials, self._line.session.source, asked.signed)
        if key is None:
            raise Refused(AUTHENTICATION)
        return key

    def _subscribe(self, asked: Asked, key: Key | None) -> None:
        """The whole list is told, then what each subscription begins with (CBS-64)."""
        wanted = self._wanted(asked, key)
        opinions = {name: self._opinion(asked.channel, symbol) for name, symbol in wanted.items()}
        if "refuse" in opinions.values():
            raise Refused(REFUSED)
        session = self._line.session.number
        for name, symbol in wanted.items():
            self._made.setdefault(asked.channel, {})[name] = symbol
            self._ledger.record(Subscribed(session=session, stream=stream(asked.channel, symbol)))
        self._line.subscribed()
        heard = {name: symbol for name, symbol in wanted.items() if opinions[name] != "mute"}
        self._join(asked, key, heard)
        if "drop_ack" not in opinions.values():
            self._tell()
        self._begin(asked.channel, heard)

    def _wanted(self, asked: Asked, key: Key | None) -> dict[str, str]:
        """What is subscribed to, by the names of the list. Raises Refused for what there is not."""
        products = [self._products.named(name) for name in asked.product_ids]
        found = [product for product in products if product is not None]
        if len(found) != len(products):
            raise Refused(INVALID_PRODUCT)
        if asked.channel in OF_PRODUCTS:
            return {product.public_id: product.symbol for product in found}
        if asked.channel is Channel.USER and key is not None:
            return {self._user.user_id(key.account): ""}
        return {asked.channel.value: ""}

    def _opinion(self, channel: Channel, symbol: str) -> str | None:
        return self._desk.subscribe(self._line.session.number, stream(channel, symbol))

    def _join(self, asked: Asked, key: Key | None, heard: dict[str, str]) -> None:
        for symbol in heard.values():
            if asked.channel is Channel.HEARTBEATS:
                self._line.beat(True)
            elif asked.channel is Channel.USER and key is not None:
                self._user.join(self._line, key.account, asked.product_ids)
            elif asked.channel not in PRIVATE:
                self._market.join(self._line, asked.channel, symbol)

    def _begin(self, channel: Channel, heard: dict[str, str]) -> None:
        for symbol in heard.values():
            if channel is Channel.USER:
                self._user.begin(self._line)
            elif channel in OF_PRODUCTS or channel is Channel.STATUS:
                self._market.begin(self._line, channel, symbol)

    def _unsubscribe(self, asked: Asked) -> None:
        """Without products, from all of the channel; what was never subscribed to is passed over."""
        named = self._made.get(asked.channel, {})
        wanted = [product.public_id for name in asked.product_ids if (product := self._products.named(name))]
        for name in [each for each in named if asked.channel not in OF_PRODUCTS or each in wanted]:
            symbol = named.pop(name)
            self._leave(asked.channel, symbol)
            self._ledger.record(
                Unsubscribed(session=self._line.session.number, stream=stream(asked.channel, symbol))
            )
        if not named:
            self._made.pop(asked.channel, None)

    def _leave(self, channel: Channel, symbol: str) -> None:
        if channel is Channel.HEARTBEATS:
            self._line.beat(False)
        elif channel is Channel.USER:
            self._user.leave(self._line)
        elif channel not in PRIVATE:
            self._market.leave(self._line, channel, symbol)

    def _tell(self) -> None:
        """CBS-64."""
        told = {channel.value: list(named) for channel, named in self._made.items()}
        self._line.write("subscriptions", [{"subscriptions": told}])


def stream(channel: Channel, symbol: str) -> str:
    """What the lab calls it."""
    return f"{channel}:{symbol}" if symbol else channel.value
