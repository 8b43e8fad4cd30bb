"""How an account stands: what it is worth, what it pays, and what its key may do."""

from collections.abc import Callable, Sequence
from typing import Any

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venue import Key
from fakes.venues.kraken import errors
from fakes.venues.kraken.digits import USD_DECIMALS, exact
from fakes.venues.kraken.endpoints import QUERY_CLOSED, QUERY_FUNDS, QUERY_OPEN, Caller, Endpoint
from fakes.venues.kraken.errors import Refuse
from fakes.venues.kraken.nonces import Nonces
from fakes.venues.kraken.orders import Orders
from fakes.venues.kraken.parameters import Parameters
from fakes.venues.kraken.security import allowed
from fakes.venues.kraken.usd import UsdWorth

Json = dict[str, Any]


class Standing:
    def __init__(
        self, *, exchange: Exchange, orders: Orders, nonces: Nonces, key_of: Callable[[str], Key]
    ) -> None:
        self._exchange = exchange
        self._orders = orders
        self._nonces = nonces
        self._key_of = key_of
        self._worth = UsdWorth(exchange)

    def endpoints(self) -> Sequence[Endpoint]:
        may_see = (QUERY_FUNDS, QUERY_OPEN, QUERY_CLOSED)
        return (
            Endpoint(
                name="TradeBalance",
                operation=Operation.ACCOUNT,
                act=self._worth_of,
                needs=(QUERY_FUNDS,),
            ),
            Endpoint(name="TradeVolume", operation=Operation.OTHER, act=self._volume, needs=may_see),
            Endpoint(name="GetApiKeyInfo", operation=Operation.OTHER, act=self._key_info),
        )

    def _worth_of(self, _parameters: Parameters, caller: Caller) -> Json:
        """In dollars; there are no positions, so that what is owned is what can be traded."""
        balances = self._exchange.accounts.of(caller.account)
        owned = sum(self._worth(name, balance.total_atoms) for name, balance in balances.items())
        shown, nothing = exact(owned, USD_DECIMALS).text, exact(0, USD_DECIMALS).text
        return {
            "eb": shown,
            "tb": shown,
            "m": nothing,
            "n": nothing,
            "c": nothing,
            "v": nothing,
            "e": shown,
            "mf": shown,
            "uv": nothing,
        }

    def _volume(self, parameters: Parameters, caller: Caller) -> Json:
        """All that was ever traded counts as of the last thirty days; the tier of fees stays the lowest."""
        volume = sum(
            self._worth(self._exchange.instrument(order.symbol).quote, order.quote_filled_atoms)
            for order in self._orders.all(caller.account)
        )
        answer: Json = {"currency": "ZUSD", "volume": exact(volume, USD_DECIMALS).text}
        names = parameters.listed("pair")
        pairs = [self._orders.pairs.asked(name) for name in names]
        if any(pair is None for pair in pairs):
            raise Refuse(errors.UNKNOWN_PAIR)
        found = [pair for pair in pairs if pair is not None]
        if found:
            instruments = {pair.key: self._exchange.instrument(pair.symbol) for pair in found}
            answer["fees"] = {key: _tier(one.taker_fee_ppm) for key, one in instruments.items()}
            answer["fees_maker"] = {key: _tier(one.maker_fee_ppm) for key, one in instruments.items()}
        return answer

    def _key_info(self, _parameters: Parameters, caller: Caller) -> Json:
        key = self._key_of(caller.api_key)
        return {
            "apiKeyName": key.account,
            "apiKey": key.api_key,
            "nonce": str(self._nonces.last(key.api_key)),
            "nonceWindow": self._nonces.window,
            "permissions": allowed(key),
            "iban": "",
            "validUntil": "0",
            "queryFrom": "0",
            "queryTo": "0",
            "createdTime": "0",
            "modifiedTime": "0",
            "ipAllowlist": list(key.sources),
            "lastUsed": str(int(caller.arrived_s)),
        }


def _tier(ppm: int) -> Json:
    fee = exact(ppm, 4).text
    return {
        "fee": fee,
        "minfee": fee,
        "maxfee": fee,
        "nextfee": None,
        "nextvolume": None,
        "tiervolume": "0.0000",
    }
