"""What an account holds of contracts, as the venue shows it (OKX-86)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.derivatives.position import Position
from fakes.exchange import Batch, Exchange
from fakes.ledger import FundingPaid, PositionChanged, Traded
from fakes.venues.okx.names import Market, Markets
from fakes.venues.okx.numbers import plain, text
from fakes.venues.okx.order_ids import OrderIds
from fakes.venues.okx.positions import Positions
from fakes.venues.okx.usd import Usd

Json = dict[str, Any]
PRICE_DIGITS: Final = Decimal("0.000000000001")

# What only options, loans, strategies and isolated margin have.
_NOTHING: Final[Json] = {
    "baseBal": "",
    "baseBorrowed": "",
    "baseInterest": "",
    "bizRefId": "",
    "bizRefType": "",
    "clSpotInUseAmt": "",
    "closeOrderAlgo": [],
    "deltaBS": "",
    "deltaPA": "",
    "gammaBS": "",
    "gammaPA": "",
    "hedgedPos": "",
    "interest": "",
    "liab": "",
    "liabCcy": "",
    "liqPenalty": "0",
    "margin": "",
    "maxSpotInUseAmt": "",
    "optVal": "",
    "pendingCloseOrdLiabVal": "",
    "posCcy": "",
    "quoteBal": "",
    "quoteBorrowed": "",
    "quoteInterest": "",
    "spotInUseAmt": "",
    "spotInUseCcy": "",
    "thetaBS": "",
    "thetaPA": "",
    "vegaBS": "",
    "vegaPA": "",
}


class _Life:
    """Of a position from flat to flat: its id, and what it has cost and brought."""

    def __init__(self, pos_id: str, opened_ms: int, realised_atoms: int) -> None:
        self.pos_id = pos_id
        self.opened_ms = opened_ms
        self.realised_before = realised_atoms
        self.fee_atoms = 0
        self.funding_atoms = 0
        self.last_trade_id = 0


class SwapPositions(Positions):
    def __init__(self, exchange: Exchange, markets: Markets, ids: OrderIds, usd: Usd) -> None:
        self._exchange = exchange
        self._markets = markets
        self._ids = ids
        self._usd = usd
        self._lives: dict[tuple[str, str], _Life] = {}
        self._flat: dict[tuple[str, str], bool] = {}
        exchange.listen_to_watched(self._heard)

    def rows(self, account: str) -> Sequence[Json]:
        return [self.row(account, symbol) for symbol, _ in self._exchange.contracts.positions(account)]

    def row(self, account: str, symbol: str) -> Json:
        contracts, market = self._exchange.contracts, self._markets.of(symbol)
        numbers, instrument = market.numbers, self._exchange.instrument(symbol)
        position = contracts.position(account, symbol)
        life = self._life(account, symbol, position)
        quote = instrument.quote
        margin, gained = contracts.margin_atoms(account, symbol), contracts.unrealised_atoms(account, symbol)
        realised = position.realised_atoms - life.realised_before
        mark = contracts.mark_ticks(symbol)
        worth = instrument.price(mark) * instrument.quantity(abs(position.lots)) * self._usd.price(quote)
        ratio = plain(gained * 10**8 // margin, 8) if margin else "0"
        last = self._usd.last_ticks(symbol)
        return {
            **_NOTHING,
            "instType": market.inst_type,
            "instId": market.inst_id,
            "mgnMode": "cross",
            "posSide": "net",
            "posId": life.pos_id,
            "pos": numbers.size(position.lots),
            "availPos": "",
            "ccy": quote,
            "adl": "1" if position.lots else "",
            "avgPx": _price(position.entry_price(instrument)) if position.lots else "",
            "bePx": _price(position.break_even_price(instrument)) if position.lots else "",
            "lever": str(contracts.leverage(account, symbol)),
            "imr": numbers.quote(margin),
            "mmr": numbers.quote(contracts.maintenance_atoms(account, symbol)),
            "mgnRatio": self._ratio(account, quote),
            "liqPx": self._liquidation(account, market, position),
            "markPx": numbers.price(mark),
            "idxPx": numbers.price(mark),
            "last": numbers.price(last),
            "usdPx": text(self._usd.price(quote)),
            "notionalUsd": text(worth),
            "upl": numbers.quote(gained),
            "uplLastPx": numbers.quote(position.unrealised_atoms(instrument, last)),
            "uplRatio": ratio,
            "uplRatioLastPx": ratio,
            "pnl": numbers.quote(realised),
            "fee": numbers.quote(-life.fee_atoms),
            "fundingFee": numbers.quote(-life.funding_atoms),
            "realizedPnl": numbers.quote(realised - life.fee_atoms - life.funding_atoms),
            "tradeId": str(life.last_trade_id) if life.last_trade_id else "",
            "cTime": str(life.opened_ms),
            "uTime": str(position.updated_ms),
            "pTime": str(self._exchange.now_ms()),
        }

    def _ratio(self, account: str, asset: str) -> str:
        contracts = self._exchange.contracts
        own = [s for s, _ in contracts.positions(account) if self._exchange.instrument(s).quote == asset]
        needed = sum(contracts.maintenance_atoms(account, symbol) for symbol in own)
        return plain(contracts.equity_atoms(account, asset) * 10**4 // needed, 4) if needed else ""

    def _liquidation(self, account: str, market: Market, position: Position) -> str:
        """The mark price at which this position alone would use up what the account has beyond its margin."""
        contracts, instrument = self._exchange.contracts, self._exchange.instrument(market.symbol)
        if not position.lots or instrument.contract is None:
            return ""
        spare = contracts.equity_atoms(account, instrument.quote) - contracts.maintenance_atoms(
            account, market.symbol
        )
        away = Decimal(spare).scaleb(-instrument.quote_precision) / instrument.quantity(abs(position.lots))
        mark = instrument.price(contracts.mark_ticks(market.symbol))
        price = mark - away if position.lots > 0 else mark + away
        return _price(price) if price > 0 else ""

    # --- what became of each ------------------------------------------------------------------------

    def _life(self, account: str, symbol: str, position: Position) -> _Life:
        life = self._lives.get((account, symbol))
        if life is None:
            life = self._lives[account, symbol] = _Life(
                self._ids.new(), self._exchange.now_ms(), position.realised_atoms
            )
        return life

    def _heard(self, batch: Batch) -> None:
        """Made before those who tell of positions. A flat one stays what it was until it is opened anew."""
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, Traded):
                for order in step.orders:
                    fill = order.fills[-1]
                    life = self._trading(order.account, batch.symbol, fill.realised_atoms)
                    life.fee_atoms += fill.fee_atoms
                    life.last_trade_id = fact.trade_id
            elif isinstance(fact, PositionChanged):
                self._flat[fact.account, fact.symbol] = not fact.lots
            elif isinstance(fact, FundingPaid):
                position = self._exchange.contracts.position(fact.account, fact.symbol)
                self._life(fact.account, fact.symbol, position).funding_atoms += fact.atoms

    def _trading(self, account: str, symbol: str, realised_atoms: int) -> _Life:
        """The life of the position that a trade opened or changed."""
        place = account, symbol
        position = self._exchange.contracts.position(account, symbol)
        if self._flat.pop(place, True) and not realised_atoms:
            self._lives[place] = _Life(self._ids.new(), self._exchange.now_ms(), position.realised_atoms)
        return self._life(account, symbol, position)


def _price(price: Decimal) -> str:
    return text(price.quantize(PRICE_DIGITS))
