"""What an account in futures mode has: a wallet, what its positions gained, and what is left (OKX-88)."""

from typing import Any, Final

from fakes.venues.okx.balances import Balances
from fakes.venues.okx.numbers import plain, text

Json = dict[str, Any]
RATIO_DECIMALS: Final = 4


class SwapBalances(Balances):
    def _detail(self, account: str, asset: str, free_atoms: int, held_atoms: int) -> Json:
        contracts, precision = self._exchange.contracts, self._markets.precision(asset)
        equity = contracts.equity_atoms(account, asset)
        available = max(0, contracts.available_atoms(account, asset))
        own = self._own(account, asset)
        initial = held_atoms + sum(contracts.margin_atoms(account, symbol) for symbol in own)
        maintenance = sum(contracts.maintenance_atoms(account, symbol) for symbol in own)
        gained = sum(contracts.unrealised_atoms(account, symbol) for symbol in own)
        ratio = plain(equity * 10**RATIO_DECIMALS // maintenance, RATIO_DECIMALS) if maintenance else ""
        worth = text(self._usd.worth(equity, asset))
        return {
            **super()._detail(account, asset, free_atoms, held_atoms),
            "availBal": plain(available, precision),
            "availEq": plain(available, precision),
            "eq": plain(equity, precision),
            "eqUsd": worth,
            "disEq": worth,
            "frozenBal": plain(max(0, equity - available), precision),
            "imr": plain(initial, precision),
            "mmr": plain(maintenance, precision),
            "mgnRatio": ratio,
            "upl": plain(gained, precision),
        }

    def _own(self, account: str, asset: str) -> list[str]:
        """Markets settled in that asset in which the account has a position."""
        exchange = self._exchange
        return [
            symbol
            for symbol, _ in exchange.contracts.positions(account)
            if exchange.instrument(symbol).quote == asset
        ]
