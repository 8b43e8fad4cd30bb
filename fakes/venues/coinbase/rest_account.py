"""What an account has, what it pays, and what its key may do (CBS-45, CBS-86)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.accounts import Balance
from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venue import Key
from fakes.venues.coinbase import times
from fakes.venues.coinbase.cursors import page
from fakes.venues.coinbase.digits import plain
from fakes.venues.coinbase.endpoints import V3, Caller, Endpoint
from fakes.venues.coinbase.errors import not_found
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.markets import MAKER_PPM, TAKER_PPM
from fakes.venues.coinbase.orders import Orders
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.products import FIAT
from fakes.venues.coinbase.security import allowed

Json = dict[str, Any]

ACCOUNTS_A_PAGE: Final = 49
MOST_ACCOUNTS: Final = 250
CREATED: Final = "2021-05-31T09:59:59Z"


class Account:
    def __init__(
        self,
        *,
        exchange: Exchange,
        orders: Orders,
        ids: Identifiers,
        key_of: Callable[[str], Key],
    ) -> None:
        self._exchange = exchange
        self._orders = orders
        self._ids = ids
        self._key_of = key_of

    def endpoints(self) -> Sequence[Endpoint]:
        other = Operation.OTHER
        return (
            Endpoint(path=f"{V3}/accounts", operation=Operation.ACCOUNT, act=self._list),
            Endpoint(path=f"{V3}/accounts/{{account_uuid}}", operation=Operation.ACCOUNT, act=self._one),
            Endpoint(path=f"{V3}/key_permissions", operation=other, act=self._permissions),
            Endpoint(path=f"{V3}/transaction_summary", operation=other, act=self._summary),
            Endpoint(path=f"{V3}/portfolios", operation=other, act=self._portfolios),
        )

    def rows(self, account: str) -> list[Json]:
        """One an asset, in order of first having it."""
        return [self._row(account, *each) for each in self._exchange.accounts.of(account).items()]

    def _list(self, parameters: Parameters, caller: Caller) -> Json:
        limit = parameters.integer("limit", ACCOUNTS_A_PAGE, least=1, most=MOST_ACCOUNTS)
        rows, cursor = page(self.rows(caller.account), limit, parameters.text("cursor"))
        return {"accounts": rows, "has_next": bool(cursor), "cursor": cursor, "size": len(rows)}

    def _one(self, parameters: Parameters, caller: Caller) -> Json:
        wanted = parameters.required("account_uuid")
        for row in self.rows(caller.account):
            if row["uuid"] == wanted:
                return {"account": row}
        raise not_found("account not found")

    def _row(self, account: str, asset: str, balance: Balance) -> Json:
        precision = precision_of(self._exchange, asset)
        return {
            "uuid": self._ids.fixed(f"account/{account}/{asset}"),
            "name": f"{asset} Wallet",
            "currency": asset,
            "available_balance": {"value": plain(balance.free_atoms, precision), "currency": asset},
            "default": True,
            "active": True,
            "created_at": CREATED,
            "updated_at": times.micro(self._exchange.now_ms()),
            "deleted_at": None,
            "type": f"ACCOUNT_TYPE_{'FIAT' if asset in FIAT else 'CRYPTO'}",
            "ready": True,
            "hold": {"value": plain(balance.held_atoms, precision), "currency": asset},
            "retail_portfolio_id": self._portfolio_id(account),
            "platform": "ACCOUNT_PLATFORM_CONSUMER",
        }

    def _portfolio_id(self, account: str) -> str:
        return self._ids.fixed(f"portfolio/{account}")

    def _permissions(self, _parameters: Parameters, caller: Caller) -> Json:
        may = allowed(self._key_of(caller.api_key))
        return {
            "can_view": "view" in may,
            "can_trade": "trade" in may,
            "can_transfer": "transfer" in may,
            "portfolio_uuid": self._portfolio_id(caller.account),
            "portfolio_type": "DEFAULT",
        }

    def _portfolios(self, _parameters: Parameters, caller: Caller) -> Json:
        uuid = self._portfolio_id(caller.account)
        return {"portfolios": [{"name": "Default", "uuid": uuid, "type": "DEFAULT", "deleted": False}]}

    def _summary(self, _parameters: Parameters, caller: Caller) -> Json:
        """All that was traded for dollars counts as of the last thirty days; the tier stays the lowest."""
        volume = fees = 0.0
        for order in self._orders.all(caller.account):
            instrument = self._exchange.instrument(order.symbol)
            if instrument.quote.startswith("USD"):
                unit = float(10**instrument.quote_precision)
                volume += order.quote_filled_atoms / unit
                fees += sum(fill.fee_atoms for fill in order.fills) / unit
        return {
            "total_volume": volume,
            "total_fees": fees,
            "fee_tier": {
                "pricing_tier": "Advanced 1",
                "usd_from": "0",
                "usd_to": "1000",
                "taker_fee_rate": plain(TAKER_PPM, 6),
                "maker_fee_rate": plain(MAKER_PPM, 6),
                "aop_from": "",
                "aop_to": "",
            },
            "margin_rate": None,
            "goods_and_services_tax": None,
            "advanced_trade_only_volume": volume,
            "advanced_trade_only_fees": fees,
            "coinbase_pro_volume": 0.0,
            "coinbase_pro_fees": 0.0,
            "total_balance": "",
            "has_promo_fee": False,
        }


def precision_of(exchange: Exchange, asset: str) -> int:
    """Decimals to which balances of that asset are kept."""
    for instrument in exchange.ledger.instruments.values():
        if asset == instrument.base:
            return instrument.base_precision
        if asset == instrument.quote:
            return instrument.quote_precision
    return 8
