"""What stands beside the trading API: wallet calls that clients make when they start, and what was removed.

`capital/config/getall`: <https://developers.binance.com/docs/wallet/capital/all-coins-info> (and the sample
kept in ccxt's `parse_currency`). Margin and futures exist on this host as far as to say "nothing here".
"""

from collections.abc import Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Act, Caller, Endpoint, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.numbers import atoms_text
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_account import Account

Json = Any
LISTEN_KEY_METHODS: Final = ("POST", "PUT", "DELETE")


class Wallet:
    def __init__(self, exchange: Exchange, account: Account) -> None:
        self._exchange = exchange
        self._account = account

    def endpoints(self) -> Sequence[Endpoint]:
        removed = tuple(
            _endpoint(method, "/api/v3/userDataStream", self.gone, accepts=frozenset({"listenKey"}))
            for method in LISTEN_KEY_METHODS
        )
        margin = frozenset({"symbol", "timestamp", "recvWindow"})
        return (
            _endpoint("GET", "/sapi/v1/capital/config/getall", self.coins, Security.USER_DATA, weight=10),
            _endpoint("GET", "/sapi/v1/margin/allPairs", self.nothing, accepts=margin),
            _endpoint("GET", "/sapi/v1/margin/isolated/allPairs", self.nothing, accepts=margin),
            _endpoint("GET", "/sapi/v1/margin/allAssets", self.nothing, accepts=margin),
            _endpoint("GET", "/fapi/v1/exchangeInfo", self.no_contracts),
            _endpoint("GET", "/dapi/v1/exchangeInfo", self.no_contracts),
            *removed,
        )

    def gone(self, _parameters: Parameters, _caller: Caller) -> Json:
        """BIN-40: listen keys ended on 2026-02-20. What these paths answer since is not documented."""
        raise Refuse(errors.GONE)

    def nothing(self, _parameters: Parameters, _caller: Caller) -> Json:
        return []

    def no_contracts(self, _parameters: Parameters, _caller: Caller) -> Json:
        return {
            "timezone": "UTC",
            "serverTime": self._exchange.now_ms(),
            "rateLimits": [],
            "exchangeFilters": [],
            "assets": [],
            "symbols": [],
        }

    def coins(self, _parameters: Parameters, caller: Caller) -> Json:
        held = self._exchange.accounts.of(caller.trader)
        return [
            {
                "coin": asset,
                "depositAllEnable": True,
                "free": atoms_text(held[asset].free_atoms if asset in held else 0, precision),
                "freeze": "0",
                "ipoable": "0",
                "ipoing": "0",
                "isLegalMoney": False,
                "locked": atoms_text(held[asset].held_atoms if asset in held else 0, precision),
                "name": asset,
                "networkList": [_network(asset, precision)],
                "storage": "0",
                "trading": True,
                "withdrawAllEnable": True,
                "withdrawing": "0",
            }
            for asset, precision in self._account.precisions().items()
        ]


def _network(asset: str, precision: int) -> Json:
    """One invented chain of the asset's own name; nothing can be moved on it."""
    return {
        "addressRegex": "^[0-9A-Za-z]{1,64}$",
        "addressRule": "",
        "busy": False,
        "coin": asset,
        "contractAddress": "",
        "contractAddressUrl": "",
        "country": "",
        "depositDesc": "",
        "depositDust": "0.0001",
        "depositEnable": True,
        "estimatedArrivalTime": 5,
        "isDefault": True,
        "memoRegex": "",
        "minConfirm": 1,
        "name": asset,
        "network": asset,
        "resetAddressStatus": False,
        "sameAddress": False,
        "specialTips": "",
        "specialWithdrawTips": "",
        "unLockConfirm": 0,
        "withdrawDesc": "",
        "withdrawEnable": True,
        "withdrawFee": "0.0001",
        "withdrawInternalMin": "0.0001",
        "withdrawIntegerMultiple": atoms_text(1, precision),
        "withdrawMax": "9999999",
        "withdrawMin": "0.001",
    }


def _endpoint(
    method: str,
    path: str,
    act: Act,
    security: Security = Security.NONE,
    *,
    accepts: frozenset[str] = frozenset(),
    weight: int = 1,
) -> Endpoint:
    return Endpoint(
        method=method,
        path=path,
        websocket=None,
        operation=Operation.OTHER,
        act=act,
        accepts=accepts,
        weight=weight,
        security=security,
    )
