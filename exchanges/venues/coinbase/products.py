"""The rules of trading (CBS-24, CBS-25), and markets that are told of under another's name (CBS-23)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from exchanges.models import Instrument, InstrumentStatus, OrderType
from exchanges.venues.coinbase.messages import ProductRow, amount

_LIMIT, _MARKET, _MAKER = OrderType.LIMIT.value, OrderType.MARKET.value, OrderType.LIMIT_MAKER.value

_STATUS = {
    "online": InstrumentStatus.TRADING,
    "": InstrumentStatus.TRADING,
    "offline": InstrumentStatus.HALTED,
    "internal": InstrumentStatus.HALTED,
    "delisted": InstrumentStatus.CLOSED,
}

_decode = msgspec.json.Decoder(ProductRow).decode


class Products:
    """What the venue last told of its markets."""

    def __init__(self) -> None:
        self._told_as: dict[str, str] = {}
        self._known: dict[str, Instrument] = {}

    def adopt(
        self, rows: Sequence[msgspec.Raw], on_unreadable: Callable[[str], None]
    ) -> dict[str, Instrument]:
        """Instruments by symbol, in the venue's order; ``on_unreadable`` hears of rows that are left out."""
        instruments: dict[str, Instrument] = {}
        told_as: dict[str, str] = {}
        for raw in rows:
            try:
                row = _decode(raw)
                instrument = _instrument(row)
            except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
                on_unreadable(str(error))
                continue
            instruments[row.product_id] = instrument
            if row.alias:
                told_as[row.product_id] = row.alias
        if instruments:
            self._known, self._told_as = instruments, told_as
        return instruments

    def told_as(self, symbol: str) -> str:
        """The name under which public channels tell of a market."""
        return self._told_as.get(symbol, symbol)

    def quote(self, symbol: str) -> str:
        """The asset in which its prices and fees are (CBS-39)."""
        known = self._known.get(symbol)
        return symbol.rpartition("-")[2] if known is None else known.quote

    def decimals(self, symbol: str) -> int:
        """Digits after the point of the finest price, or 8 where that is not known."""
        known = self._known.get(symbol)
        return 8 if known is None else max(0, -int(known.tick_size.normalize().as_tuple().exponent))


def _instrument(row: ProductRow) -> Instrument:
    tick = amount(row.price_increment) or row.quote_increment
    if not tick > 0 or not row.base_increment > 0:
        raise ValueError(f"{row.product_id} has no grid")
    status, kinds = _state(row)
    return Instrument(
        symbol=row.product_id,
        base=row.base_currency_id,
        quote=row.quote_currency_id,
        status=status,
        tick_size=tick,
        lot_size=row.base_increment,
        min_quantity=row.base_min_size,
        max_quantity=row.base_max_size,
        min_notional=row.quote_min_size,
        max_notional=row.quote_max_size,
        order_types=kinds,
    )


def _state(row: ProductRow) -> tuple[InstrumentStatus, tuple[str, ...]]:
    """Whether it trades, and what. The flag that forbids most decides."""
    status = _STATUS.get(row.status, InstrumentStatus.UNRECOGNISED)
    if status is not InstrumentStatus.TRADING:
        return status, ()
    if row.is_disabled or row.trading_disabled or row.view_only:
        return InstrumentStatus.HALTED, ()
    if row.cancel_only:
        return InstrumentStatus.CANCEL_ONLY, ()
    if row.post_only:
        return status, (_MAKER,)
    if row.auction_mode:
        return status, (_LIMIT,)
    if row.limit_only:
        return status, (_LIMIT, _MAKER)
    return status, (_LIMIT, _MARKET, _MAKER)
