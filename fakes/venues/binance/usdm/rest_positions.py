"""Wallets, positions, leverage, and what moved the money."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.derivatives.position import Position
from fakes.exchange import Batch, Exchange
from fakes.instruments import BUY, SELL, Contract, Instrument, Side
from fakes.ledger import BalanceChanged
from fakes.operations import Operation
from fakes.venues.binance.endpoints import Caller, Endpoint, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.usdm import errors
from fakes.venues.binance.usdm.account_events import Event, leverage_update
from fakes.venues.binance.usdm.endpoint_kinds import asked, done
from fakes.venues.binance.usdm.numbers import UsdmScale, plain

Json = Any
READ: Final = Security.USER_DATA
MOST_NOTIONAL: Final = Decimal(300_000_000)
NOTHING: Final = plain(Decimal(0))


class UsdmPositions:
    def __init__(self, exchange: Exchange, listing: Listing, tell: Callable[[str, Event], None]) -> None:
        """`tell` sends an event to whoever listens to an account."""
        self._exchange = exchange
        self._contracts = exchange.contracts
        self._listing = listing
        self._tell = tell
        self._moved_ms: dict[tuple[str, str], int] = {}
        exchange.listen_to_watched(self._heard)

    def endpoints(self) -> Sequence[Endpoint]:
        symbol = frozenset({"symbol"})
        ask, other = Operation.ACCOUNT, Operation.OTHER
        return (
            asked("/fapi/v3/account", ask, self.account, weight=5, security=READ),
            asked("/fapi/v2/account", ask, self.whole_account, weight=5, security=READ),
            asked("/fapi/v3/balance", ask, self.balance, weight=5, security=READ),
            asked("/fapi/v2/balance", ask, self.balance, weight=5, security=READ),
            asked("/fapi/v3/positionRisk", ask, self.risk, symbol, 5, security=READ),
            asked("/fapi/v2/positionRisk", ask, self.whole_risk, symbol, 5, security=READ),
            asked("/fapi/v1/accountConfig", other, self.config, weight=5, security=READ),
            asked("/fapi/v1/symbolConfig", other, self.symbol_config, symbol, 5, security=READ),
            asked("/fapi/v1/leverageBracket", other, self.brackets, symbol, 1, security=READ),
            asked("/fapi/v1/commissionRate", other, self.commission, symbol, 20, security=READ),
            asked(
                "/fapi/v1/positionSide/dual",
                other,
                lambda _p, _c: {"dualSidePosition": False},
                weight=30,
                security=READ,
            ),
            asked(
                "/fapi/v1/multiAssetsMargin",
                other,
                lambda _p, _c: {"multiAssetsMargin": False},
                weight=30,
                security=READ,
            ),
            done("POST", "/fapi/v1/leverage", other, self.set_leverage, {"symbol", "leverage"}),
            done("POST", "/fapi/v1/marginType", other, self.set_margin_type, {"symbol", "marginType"}),
            done("POST", "/fapi/v1/positionSide/dual", other, self.set_mode, {"dualSidePosition"}),
        )

    def _heard(self, batch: Batch) -> None:
        for step in batch.steps:
            if isinstance(step.fact, BalanceChanged) and step.fact.cause not in ("order", "release"):
                self._moved_ms[step.fact.account, step.fact.asset] = batch.at_ms

    def _updated_ms(self, account: str, asset: str) -> int:
        """0 for a wallet that never held anything: clients pass those over."""
        if (account, asset) not in self._moved_ms:
            if not self._exchange.accounts.balance(account, asset).total_atoms:
                return 0
            self._moved_ms[account, asset] = self._exchange.now_ms()
        return self._moved_ms[account, asset]

    # --- wallets --------------------------------------------------------------------------------------

    def assets(self) -> dict[str, int]:
        """Assets that contracts are settled in, and their decimal places."""
        found: dict[str, int] = {}
        for symbol in self._exchange.symbols():
            instrument = self._exchange.instrument(symbol)
            found.setdefault(instrument.quote, instrument.quote_precision)
        return found

    def balance(self, _parameters: Parameters, caller: Caller) -> Json:
        rows = []
        for asset, precision in self._owned(caller.trader).items():
            amounts = self._amounts(caller.trader, asset, precision)
            rows.append(
                {
                    "accountAlias": "SgsR",
                    "asset": asset,
                    "balance": amounts["walletBalance"],
                    "crossWalletBalance": amounts["walletBalance"],
                    "crossUnPnl": amounts["unrealizedProfit"],
                    "availableBalance": amounts["availableBalance"],
                    "maxWithdrawAmount": amounts["maxWithdrawAmount"],
                    "marginAvailable": True,
                    "updateTime": self._updated_ms(caller.trader, asset),
                }
            )
        return rows

    def _owned(self, account: str) -> dict[str, int]:
        """What the account has, or could trade with."""
        found = self.assets()
        for asset in self._exchange.accounts.of(account):
            found.setdefault(asset, 8)
        return found

    def _amounts(self, account: str, asset: str, precision: int) -> dict[str, str]:
        """BFU-68."""
        balance = self._exchange.accounts.balance(account, asset)
        contracts = self._contracts
        open_margin = sum(
            contracts.margin_atoms(account, s) for s, _ in contracts.positions(account) if self._in(s, asset)
        )
        kept = sum(
            contracts.maintenance_atoms(account, s)
            for s, _ in contracts.positions(account)
            if self._in(s, asset)
        )
        equity = contracts.equity_atoms(account, asset)
        available = max(0, contracts.available_atoms(account, asset))

        def written(atoms: int) -> str:
            return plain(Decimal(atoms).scaleb(-precision))

        return {
            "walletBalance": written(balance.total_atoms),
            "unrealizedProfit": written(equity - balance.total_atoms),
            "marginBalance": written(equity),
            "maintMargin": written(kept),
            "initialMargin": written(open_margin + balance.held_atoms),
            "positionInitialMargin": written(open_margin),
            "openOrderInitialMargin": written(balance.held_atoms),
            "crossWalletBalance": written(balance.total_atoms),
            "crossUnPnl": written(equity - balance.total_atoms),
            "availableBalance": written(available),
            "maxWithdrawAmount": written(min(available, max(0, balance.total_atoms))),
        }

    def _in(self, symbol: str, asset: str) -> bool:
        return self._exchange.instrument(symbol).quote == asset

    def account(self, _parameters: Parameters, caller: Caller) -> Json:
        """Totals are of USDT only, as of an account with one margin asset."""
        usdt = self._amounts(caller.trader, "USDT", 8)
        return {
            "totalInitialMargin": usdt["initialMargin"],
            "totalMaintMargin": usdt["maintMargin"],
            "totalWalletBalance": usdt["walletBalance"],
            "totalUnrealizedProfit": usdt["unrealizedProfit"],
            "totalMarginBalance": usdt["marginBalance"],
            "totalPositionInitialMargin": usdt["positionInitialMargin"],
            "totalOpenOrderInitialMargin": usdt["openOrderInitialMargin"],
            "totalCrossWalletBalance": usdt["crossWalletBalance"],
            "totalCrossUnPnl": usdt["crossUnPnl"],
            "availableBalance": usdt["availableBalance"],
            "maxWithdrawAmount": usdt["maxWithdrawAmount"],
            "assets": [
                {
                    "asset": asset,
                    **self._amounts(caller.trader, asset, precision),
                    "updateTime": self._updated_ms(caller.trader, asset),
                }
                for asset, precision in self._owned(caller.trader).items()
            ],
            "positions": [self._position(caller.trader, symbol) for symbol in self._shown(caller.trader)],
        }

    def whole_account(self, parameters: Parameters, caller: Caller) -> Json:
        """The older version: every symbol, and what newer ones ask elsewhere."""
        shown = self.account(parameters, caller)
        for asset in shown["assets"]:
            asset["marginAvailable"] = True
        positions = []
        for symbol in self._exchange.symbols():
            row = {**self._position(caller.trader, symbol), **self._risk(caller.trader, symbol)}
            positions.append(
                {
                    **{name: row[name] for name in _OLDER_POSITION},
                    "leverage": str(self._contracts.leverage(caller.trader, symbol)),
                    "isolated": False,
                    "maxNotional": str(MOST_NOTIONAL),
                }
            )
        config = self.config(parameters, caller)
        del config["dualSidePosition"]
        return {"feeBurn": False, **config, **shown, "positions": positions}

    # --- positions ------------------------------------------------------------------------------------

    def _shown(self, account: str) -> list[str]:
        """Symbols with a position or an open order (BFU-68)."""
        return [
            symbol
            for symbol in self._exchange.symbols()
            if self._contracts.position(account, symbol).lots or self._exchange.open_orders(account, symbol)
        ]

    def _position(self, account: str, symbol: str) -> Json:
        instrument = self._exchange.instrument(symbol)
        scale, position = UsdmScale(instrument), self._contracts.position(account, symbol)
        return {
            "symbol": symbol,
            "positionSide": "BOTH",
            "positionAmt": scale.quantity(position.lots),
            "unrealizedProfit": scale.wallet(self._contracts.unrealised_atoms(account, symbol)),
            "isolatedMargin": "0",
            "notional": scale.wallet(self._notional(instrument, position)),
            "isolatedWallet": "0",
            "initialMargin": scale.wallet(
                self._contracts.margin_atoms(account, symbol) + self._held(account, symbol)
            ),
            "maintMargin": scale.wallet(self._contracts.maintenance_atoms(account, symbol)),
            "updateTime": position.updated_ms,
        }

    def _notional(self, instrument: Instrument, position: Position) -> int:
        """At the mark price, below zero of a short position."""
        worth = position.worth_atoms(instrument, self._contracts.mark_ticks(instrument.symbol))
        return worth if position.lots >= 0 else -worth

    def _held(self, account: str, symbol: str) -> int:
        return sum(order.held_atoms for order in self._exchange.open_orders(account, symbol))

    def risk(self, parameters: Parameters, caller: Caller) -> Json:
        symbols = self._shown(caller.trader)
        if "symbol" in parameters:
            named = self._listing.symbol(parameters)
            symbols = [symbol for symbol in symbols if symbol == named]
        return [self._risk(caller.trader, symbol) for symbol in symbols]

    def _risk(self, account: str, symbol: str) -> Json:
        instrument = self._exchange.instrument(symbol)
        scale, position = UsdmScale(instrument), self._contracts.position(account, symbol)
        margin, held = self._contracts.margin_atoms(account, symbol), self._held(account, symbol)
        return {
            "symbol": symbol,
            "positionSide": "BOTH",
            "positionAmt": scale.quantity(position.lots),
            "entryPrice": plain(position.entry_price(instrument), scale.quote_places),
            "breakEvenPrice": plain(position.break_even_price(instrument), scale.quote_places),
            "markPrice": plain(instrument.price(self._contracts.mark_ticks(symbol))),
            "unRealizedProfit": scale.wallet(self._contracts.unrealised_atoms(account, symbol)),
            "liquidationPrice": plain(self._liquidation_price(account, instrument)),
            "isolatedMargin": "0",
            "notional": scale.wallet(self._notional(instrument, position)),
            "marginAsset": instrument.quote,
            "isolatedWallet": "0",
            "initialMargin": scale.wallet(margin + held),
            "maintMargin": scale.wallet(self._contracts.maintenance_atoms(account, symbol)),
            "positionInitialMargin": scale.wallet(margin),
            "openOrderInitialMargin": scale.wallet(held),
            "adl": 0,
            "bidNotional": scale.wallet(self._resting(account, instrument, BUY)),
            "askNotional": scale.wallet(self._resting(account, instrument, SELL)),
            "updateTime": position.updated_ms,
        }

    def _resting(self, account: str, instrument: Instrument, side: Side) -> int:
        return sum(
            instrument.quote_atoms(order.ticks or 0, order.remaining)
            for order in self._exchange.open_orders(account, instrument.symbol)
            if order.side is side
        )

    def _liquidation_price(self, account: str, instrument: Instrument) -> Decimal:
        """Where nothing but the maintenance margin is left, all else standing still; 0 = nowhere above it."""
        position = self._contracts.position(account, instrument.symbol)
        if not position.lots:
            return Decimal(0)
        unit = Decimal(1).scaleb(-instrument.quote_precision)
        wallet = self._exchange.accounts.balance(account, instrument.quote).total_atoms * unit
        quantity, cost = instrument.quantity(position.lots), position.cost_atoms * unit
        kept = Decimal(contract_of(instrument).maintenance_ppm) / 1_000_000
        price = (cost - wallet) / (quantity - abs(quantity) * kept)
        return max(price, Decimal(0))

    def whole_risk(self, parameters: Parameters, caller: Caller) -> Json:
        """The older version: every symbol."""
        symbols = [self._listing.symbol(parameters)] if "symbol" in parameters else self._exchange.symbols()
        rows = []
        for symbol in symbols:
            row = self._risk(caller.trader, symbol)
            rows.append(
                {
                    **{name: row[name] for name in _OLDER},
                    "maxNotionalValue": str(MOST_NOTIONAL),
                    "marginType": "cross",
                    "isAutoAddMargin": "false",
                    "leverage": str(self._contracts.leverage(caller.trader, symbol)),
                }
            )
        return rows

    # --- settings -------------------------------------------------------------------------------------

    def config(self, _parameters: Parameters, _caller: Caller) -> Json:
        return {
            "feeTier": 0,
            "canTrade": True,
            "canDeposit": True,
            "canWithdraw": True,
            "dualSidePosition": False,
            "updateTime": 0,
            "multiAssetsMargin": False,
            "tradeGroupId": -1,
        }

    def symbol_config(self, parameters: Parameters, caller: Caller) -> Json:
        symbols = [self._listing.symbol(parameters)] if "symbol" in parameters else self._exchange.symbols()
        return [
            {
                "symbol": symbol,
                "marginType": "CROSSED",
                "isAutoAddMargin": False,
                "leverage": self._contracts.leverage(caller.trader, symbol),
                "maxNotionalValue": str(MOST_NOTIONAL),
            }
            for symbol in symbols
        ]

    def brackets(self, parameters: Parameters, _caller: Caller) -> Json:
        """One bracket a contract here."""
        symbols = [self._listing.symbol(parameters)] if "symbol" in parameters else self._exchange.symbols()
        rows = []
        for symbol in symbols:
            contract = contract_of(self._exchange.instrument(symbol))
            bracket = {
                "bracket": 1,
                "initialLeverage": contract.max_leverage,
                "notionalCap": int(MOST_NOTIONAL),
                "notionalFloor": 0,
                "maintMarginRatio": contract.maintenance_ppm / 1_000_000,
                "cum": 0.0,
            }
            rows.append({"symbol": symbol, "notionalCoef": 1.0, "brackets": [bracket]})
        return rows[0] if "symbol" in parameters else rows

    def commission(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        instrument = self._exchange.instrument(symbol)
        return {
            "symbol": symbol,
            "makerCommissionRate": _share(instrument.maker_fee_ppm),
            "takerCommissionRate": _share(instrument.taker_fee_ppm),
            "rpiCommissionRate": _share(50),
        }

    def set_leverage(self, parameters: Parameters, caller: Caller) -> Json:
        """BFU-67."""
        symbol = self._listing.symbol(parameters)
        parameters.required("leverage")
        leverage = parameters.integer("leverage") or 0
        try:
            self._contracts.set_leverage(caller.trader, symbol, leverage)
        except ValueError:
            raise Refuse(errors.BAD_LEVERAGE) from None
        self._tell(caller.trader, leverage_update(symbol, leverage, self._exchange.now_ms()))
        return {"leverage": leverage, "maxNotionalValue": str(MOST_NOTIONAL), "symbol": symbol}

    def set_margin_type(self, parameters: Parameters, caller: Caller) -> Json:
        """Crossed it is already; isolated margin is not offered here."""
        symbol = self._listing.symbol(parameters)
        if parameters.required("marginType") == "CROSSED":
            raise Refuse(errors.SAME_MARGIN_TYPE)
        if self._exchange.open_orders(caller.trader, symbol):
            raise Refuse(errors.NO_MARGIN_CHANGE_WITH_ORDERS)
        if self._contracts.position(caller.trader, symbol).lots:
            raise Refuse(errors.NO_MARGIN_CHANGE_WITH_POSITION)
        raise Refuse(errors.NOT_YET)

    def set_mode(self, parameters: Parameters, caller: Caller) -> Json:
        """One-way it is already; hedged positions are not offered here (BFU-60)."""
        if not parameters.boolean("dualSidePosition", False):
            raise Refuse(errors.SAME_POSITION_MODE)
        if self._exchange.open_orders(caller.trader):
            raise Refuse(errors.NO_MODE_CHANGE_WITH_ORDERS)
        if any(True for _ in self._contracts.positions(caller.trader)):
            raise Refuse(errors.NO_MODE_CHANGE_WITH_POSITION)
        raise Refuse(errors.NOT_YET)


_OLDER_POSITION: Final = (
    "symbol",
    "initialMargin",
    "maintMargin",
    "unrealizedProfit",
    "positionInitialMargin",
    "openOrderInitialMargin",
    "entryPrice",
    "bidNotional",
    "askNotional",
    "positionSide",
    "positionAmt",
    "updateTime",
)
_OLDER: Final = (
    "entryPrice",
    "breakEvenPrice",
    "isolatedMargin",
    "liquidationPrice",
    "markPrice",
    "positionAmt",
    "notional",
    "isolatedWallet",
    "symbol",
    "unRealizedProfit",
    "positionSide",
    "updateTime",
)


def contract_of(instrument: Instrument) -> Contract:
    assert instrument.contract is not None  # all are contracts here
    return instrument.contract


def _share(ppm: int) -> str:
    return f"{Decimal(ppm).scaleb(-6).normalize():f}"
