"""What an account has, as this venue shows it, on REST and on its channel (OKX-50)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from fakes.accounts import Balance
from fakes.exchange import Exchange
from fakes.venues.okx.names import Markets
from fakes.venues.okx.numbers import plain, text
from fakes.venues.okx.usd import Usd

Json = dict[str, Any]
CENTS: Final = Decimal("0.000000000001")

# What only accounts with margin, loans, strategies or earnings have: "" and 0 as recorded in spot mode.
_NO_DETAIL: Final[Json] = {
    "accAvgPx": "",
    "borrowFroz": "",
    "clSpotInUseAmt": "",
    "colBorrAutoConversion": "0",
    "collateralEnabled": False,
    "collateralRestrict": False,
    "crossLiab": "",
    "fixedBal": "0",
    "imr": "",
    "interest": "",
    "isoEq": "0",
    "isoLiab": "",
    "isoUpl": "0",
    "liab": "",
    "maxLoan": "",
    "maxSpotInUseAmt": "",
    "mgnRatio": "",
    "mmr": "",
    "notionalLever": "",
    "openAvgPx": "",
    "rewardBal": "0",
    "smtSyncEq": "0",
    "spotBal": "",
    "spotCopyTradingEq": "0",
    "spotInUseAmt": "",
    "spotIsoBal": "0",
    "spotUpl": "",
    "spotUplRatio": "",
    "stgyEq": "0",
    "totalPnl": "",
    "totalPnlRatio": "",
    "twap": "0",
    "upl": "0",
    "uplLiab": "",
}
_NO_TOTALS: Final[Json] = {
    "adjEq": "",
    "availEq": "",
    "borrowFroz": "",
    "imr": "",
    "isoEq": "0",
    "mgnRatio": "",
    "mmr": "",
    "notionalUsd": "",
    "notionalUsdForBorrow": "",
    "notionalUsdForFutures": "",
    "notionalUsdForOption": "",
    "notionalUsdForSwap": "",
    "ordFroz": "",
    "upl": "",
}


class Balances:
    """`changed`: when each balance changed last, in ms of the venue's clock."""

    def __init__(self, exchange: Exchange, markets: Markets, usd: Usd) -> None:
        self._exchange = exchange
        self._markets = markets
        self._usd = usd
        self._opened_ms = exchange.now_ms()
        self._changed: dict[tuple[str, str], int] = {}

    def note(self, account: str, asset: str, at_ms: int) -> None:
        self._changed[account, asset] = at_ms

    def of(self, account: str, assets: Iterable[str] | None = None) -> Mapping[str, tuple[int, int]]:
        """(free, held) atoms of those assets, or of all of which there is anything."""
        held = self._exchange.accounts.of(account)
        names = [name for name in held if held[name].total_atoms] if assets is None else assets
        return {name: _parts(held.get(name)) for name in names}

    def shown(self, account: str, parts: Mapping[str, tuple[int, int]], at_ms: int) -> Json:
        """The element of an answer or a message: those balances, and what all together are worth."""
        return {
            **_NO_TOTALS,
            "details": [self._detail(account, name, *each) for name, each in parts.items()],
            "totalEq": self._worth(account),
            "uTime": str(at_ms),
        }

    def cash(self, account: str, asset: str) -> str:
        return self._amount(asset, sum(_parts(self._exchange.accounts.of(account).get(asset))))

    def changed_ms(self, account: str, asset: str) -> int:
        return self._changed.get((account, asset), self._opened_ms)

    def _worth(self, account: str) -> str:
        held = self._exchange.accounts.of(account)
        total = sum((self._usd.worth(each.total_atoms, name) for name, each in held.items()), Decimal(0))
        return text(total.quantize(CENTS))

    def _detail(self, account: str, asset: str, free_atoms: int, held_atoms: int) -> Json:
        total, free = self._amount(asset, free_atoms + held_atoms), self._amount(asset, free_atoms)
        held = self._amount(asset, held_atoms)
        return {
            **_NO_DETAIL,
            "availBal": free,
            "availEq": free,
            "cashBal": total,
            "ccy": asset,
            "coinUsdPrice": text(self._usd.price(asset)),
            "disEq": text(self._usd.worth(free_atoms + held_atoms, asset).quantize(CENTS)),
            "eq": total,
            "eqUsd": text(self._usd.worth(free_atoms + held_atoms, asset).quantize(CENTS)),
            "frozenBal": held,
            "ordFrozen": held,
            "uTime": str(self.changed_ms(account, asset)),
        }

    def _amount(self, asset: str, atoms: int) -> str:
        return plain(atoms, self._markets.precision(asset))


def _parts(balance: Balance | None) -> tuple[int, int]:
    return (0, 0) if balance is None else (balance.free_atoms, balance.held_atoms)
