"""The wallet of an account with positions: margin, and what is gained or lost so far (BYB-61)."""

from collections.abc import Sequence
from decimal import Decimal

from fakes.exchange import Exchange
from fakes.venues.bybit.digits import decimals, plain
from fakes.venues.bybit.linear.settled import Settled
from fakes.venues.bybit.wallet import Row, Wallet, precision


class LinearWallet(Wallet):
    def __init__(self, exchange: Exchange, settled: Settled) -> None:
        super().__init__(exchange)
        self._settled = settled

    def account(self, account: str, coins: Sequence[str]) -> Row:
        row = super().account(account, coins)
        owned = dict.fromkeys((*self.coins(account), *self._settle_coins(account)))
        sums = [self._margins(account, coin) for coin in owned]
        dollars = [
            {name: self._worth.value(coin, amount) for name, amount in one.items()}
            for coin, one in zip(owned, sums, strict=True)
        ]

        def total(name: str) -> Decimal:
            return sum((one[name] for one in dollars), Decimal(0))

        equity, initial = total("equity"), total("orders") + total("positions")
        return row | {
            "accountIMRate": _share(initial, equity),
            "accountIMRateByMp": _share(initial, equity),
            "accountMMRate": _share(total("kept"), equity),
            "accountMMRateByMp": _share(total("kept"), equity),
            "totalEquity": _text(equity),
            "totalMarginBalance": _text(equity),
            "totalAvailableBalance": _text(max(Decimal(0), equity - initial)),
            "totalPerpUPL": _text(total("unrealised")),
            "totalInitialMargin": _text(initial),
            "totalInitialMarginByMp": _text(initial),
            "totalMaintenanceMargin": _text(total("kept")),
            "totalMaintenanceMarginByMp": _text(total("kept")),
        }

    def _settle_coins(self, account: str) -> list[str]:
        exchange = self._exchange
        return [exchange.instrument(symbol).quote for symbol, _ in exchange.contracts.positions(account)]

    def _margins(self, account: str, coin: str) -> dict[str, Decimal]:
        exchange, contracts = self._exchange, self._exchange.contracts
        symbols = [s for s, _ in contracts.positions(account) if exchange.instrument(s).quote == coin]
        atoms = {
            "equity": contracts.equity_atoms(account, coin),
            "unrealised": sum(contracts.unrealised_atoms(account, symbol) for symbol in symbols),
            "orders": self._balance(account, coin).held_atoms,
            "positions": sum(contracts.margin_atoms(account, symbol) for symbol in symbols),
            "kept": sum(contracts.maintenance_atoms(account, symbol) for symbol in symbols),
        }
        places = precision(exchange, coin)
        return {name: Decimal(amount).scaleb(-places) for name, amount in atoms.items()}

    def _coin(self, account: str, coin: str) -> Row:
        """What orders hold is no part of `locked`, which is of spot orders."""
        margins = self._margins(account, coin)
        exchange = self._exchange
        brought = sum(
            self._settled.run(account, symbol).all_atoms
            for symbol in exchange.contracts.symbols()
            if exchange.instrument(symbol).quote == coin
        )
        return super()._coin(account, coin) | {
            "equity": _text(margins["equity"]),
            "usdValue": _text(self._worth.value(coin, margins["equity"])),
            "locked": "0",
            "totalOrderIM": _text(margins["orders"]),
            "totalPositionIM": _text(margins["positions"]),
            "totalPositionMM": _text(margins["kept"]),
            "unrealisedPnl": _text(margins["unrealised"]),
            "cumRealisedPnl": plain(brought, precision(exchange, coin)),
        }


def _text(amount: Decimal) -> str:
    return f"{amount:.{decimals(amount)}f}" if amount else "0"


def _share(part: Decimal, whole: Decimal) -> str:
    return _text((part / whole).quantize(Decimal("0.0001"))) if whole > 0 else "0"
