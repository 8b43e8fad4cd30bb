"""The older API of the wallet, as far as clients ask it before they trade (CBS-18, *client* ccxt)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venues.coinbase import times
from fakes.venues.coinbase.digits import plain, ratio
from fakes.venues.coinbase.endpoints import VIEW, Act, Caller, Endpoint
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.products import FIAT, Products, long_name
from fakes.venues.coinbase.rest_account import CREATED, Account, precision_of

Json = dict[str, Any]

DOLLARS: Final = ("USD", "USDC", "USDT")
RATE_DECIMALS: Final = 16


class Wallet:
    def __init__(
        self,
        *,
        exchange: Exchange,
        products: Products,
        account: Account,
        ids: Identifiers,
        clock_s: Callable[[], float],
    ) -> None:
        self._exchange = exchange
        self._products = products
        self._account = account
        self._ids = ids
        self._clock_s = clock_s

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _wallet("/v2/time", Operation.TIME, self._time),
            _wallet("/v2/currencies", Operation.OTHER, self._currencies),
            _wallet("/v2/currencies/crypto", Operation.OTHER, self._coins),
            _wallet("/v2/exchange-rates", Operation.OTHER, self._rates),
            _wallet("/v2/accounts", Operation.ACCOUNT, self._accounts, needs=VIEW),
        )

    def _time(self, _parameters: Parameters, _caller: Caller) -> Json:
        now_ms = int(self._clock_s() * 1000)
        return {"data": {"iso": times.whole(now_ms), "epoch": now_ms // 1000}}

    def _currencies(self, _parameters: Parameters, _caller: Caller) -> Json:
        return {"data": [{"id": one, "name": long_name(one), "min_size": "0.01"} for one in FIAT]}

    def _coins(self, _parameters: Parameters, _caller: Caller) -> Json:
        return {
            "data": [
                {
                    "asset_id": self._ids.fixed(f"asset/{asset}"),
                    "code": asset,
                    "name": long_name(asset),
                    "color": "#000000",
                    "sort_index": number,
                    "exponent": precision_of(self._exchange, asset),
                    "type": "crypto",
                    "address_regex": "",
                }
                for number, asset in enumerate(self._assets(), 100)
            ]
        }

    def _assets(self) -> list[str]:
        both = [asset for each in self._products.listed() for asset in (each.base, each.quote)]
        return [asset for asset in dict.fromkeys(both) if asset not in FIAT]

    def _rates(self, parameters: Parameters, _caller: Caller) -> Json:
        """How much of each asset a dollar buys, at the last price."""
        rates = dict.fromkeys(DOLLARS, "1")
        for product in self._products.listed():
            trades = self._exchange.trades(product.symbol)
            if product.quote in DOLLARS and trades:
                ticks = trades[-1].ticks
                numerator, denominator = product.digits.instrument.tick.as_integer_ratio()
                rates[product.base] = ratio(denominator, ticks * numerator, RATE_DECIMALS)
        return {"data": {"currency": parameters.text("currency") or "USD", "rates": rates}}

    def _accounts(self, _parameters: Parameters, caller: Caller) -> Json:
        return {
            "pagination": {
                "ending_before": None,
                "starting_after": None,
                "previous_ending_before": None,
                "next_starting_after": None,
                "limit": 250,
                "order": "desc",
                "previous_uri": None,
                "next_uri": None,
            },
            "data": list(self._rows(caller.account)),
        }

    def _rows(self, account: str) -> Iterator[Json]:
        """What is free: this API knows of no orders."""
        for asset, balance in self._exchange.accounts.of(account).items():
            kind = "fiat" if asset in FIAT else "crypto"
            yield {
                "id": self._ids.fixed(f"account/{account}/{asset}"),
                "name": f"{asset} Wallet",
                "primary": False,
                "type": "wallet" if kind == "crypto" else "fiat",
                "currency": {
                    "code": asset,
                    "name": long_name(asset),
                    "exponent": precision_of(self._exchange, asset),
                    "type": kind,
                },
                "balance": {
                    "amount": plain(balance.free_atoms, precision_of(self._exchange, asset)),
                    "currency": asset,
                },
                "created_at": CREATED,
                "updated_at": CREATED,
                "resource": "account",
                "resource_path": f"/v2/accounts/{self._ids.fixed(f'account/{account}/{asset}')}",
                "allow_deposits": True,
                "allow_withdrawals": True,
            }


def _wallet(path: str, operation: Operation, act: Act, needs: str | None = None) -> Endpoint:
    return Endpoint(path=path, operation=operation, act=act, needs=needs, wallet=True)
