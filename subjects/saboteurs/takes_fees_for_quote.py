"""PS-180: a fee is told as if it had been taken in the asset that prices are in."""

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.orders import Updates
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    def publish(self, updates: Updates) -> None:
        super().publish(
            tuple(
                each if each.fill is None else replace(each, fill=replace(each.fill, fee_asset="USDT"))
                for each in updates
            )
        )


class _Connector(SpotConnector):
    account_type = _Account


class TakesFeesForQuote(Reference):
    name = "takes_fees_for_quote"
    connector_type = _Connector
