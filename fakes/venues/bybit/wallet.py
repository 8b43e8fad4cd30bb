"""What an account has, as `wallet-balance` and the topic `wallet` tell it (BYB-61, BYB-81)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fakes.accounts import Balance
from fakes.exchange import Exchange
from fakes.venues.bybit.digits import decimals, plain
from fakes.venues.bybit.usd import UsdWorth

Row = dict[str, Any]


def precision(exchange: Exchange, coin: str) -> int:
    """Decimals to which balances of that coin are kept."""
    for instrument in exchange.ledger.instruments.values():
        if coin == instrument.base:
            return instrument.base_precision
        if coin == instrument.quote:
            return instrument.quote_precision
    return 8


class Wallet:
    """Spot without borrowing: no margin, no profits that are not realised."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._worth = UsdWorth(exchange)

    def coins(self, account: str) -> Sequence[str]:
        """Those of which there is something."""
        balances = self._exchange.accounts.of(account)
        return [coin for coin, balance in balances.items() if balance.total_atoms]

    def account(self, account: str, coins: Sequence[str]) -> Row:
        """The account as a whole, and these coins of it."""
        total = sum((self._dollars(account, coin) for coin in self.coins(account)), Decimal(0))
        held = sum((self._dollars(account, coin, held=True) for coin in self.coins(account)), Decimal(0))
        return {
            "accountType": "UNIFIED",
            "accountLTV": "0",
            "accountIMRate": "0",
            "accountIMRateByMp": "0",
            "accountMMRate": "0",
            "accountMMRateByMp": "0",
            "totalEquity": _text(total),
            "totalWalletBalance": _text(total),
            "totalMarginBalance": _text(total),
            "totalAvailableBalance": _text(total - held),
            "totalPerpUPL": "0",
            "totalInitialMargin": "0",
            "totalInitialMarginByMp": "0",
            "totalMaintenanceMargin": "0",
            "totalMaintenanceMarginByMp": "0",
            "coin": [self._coin(account, coin) for coin in coins],
        }

    def _coin(self, account: str, coin: str) -> Row:
        balance, places = self._balance(account, coin), precision(self._exchange, coin)
        total = plain(balance.total_atoms, places)
        return {
            "coin": coin,
            "equity": total,
            "usdValue": _text(self._dollars(account, coin)),
            "walletBalance": total,
            "locked": plain(balance.held_atoms, places),
            "spotHedgingQty": "0",
            "borrowAmount": "0",
            "accruedInterest": "0",
            "totalOrderIM": "0",
            "totalPositionIM": "0",
            "totalPositionMM": "0",
            "unrealisedPnl": "0",
            "cumRealisedPnl": "0",
            "bonus": "0",
            "marginCollateral": True,
            "collateralSwitch": True,
            "colRes": "0",
            "spotBorrow": "0",
            "availableToBorrow": "",
            "availableToWithdraw": "",
        }

    def _balance(self, account: str, coin: str) -> Balance:
        return self._exchange.accounts.of(account).get(coin, Balance())

    def _dollars(self, account: str, coin: str, *, held: bool = False) -> Decimal:
        balance = self._balance(account, coin)
        atoms = balance.held_atoms if held else balance.total_atoms
        return self._worth.value(coin, Decimal(atoms).scaleb(-precision(self._exchange, coin)))


def _text(dollars: Decimal) -> str:
    return f"{dollars:.{decimals(dollars)}f}" if dollars else "0"
