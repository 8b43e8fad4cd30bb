"""PS-230: a report of totals stands for one execution, and that is the newest in the list."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Fill
from exchanges.orders import Lookup
from exchanges.venues.coinbase.api import CoinbaseApi
from subjects.reference import Reference


class _Api(CoinbaseApi):
    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        return (await super().fills(lookup))[-1:]


class _Connector(SpotConnector):
    api_type = _Api


class TakesTheNewestExecution(Reference):
    name = "takes_the_newest_execution"
    deviates_at = "coinbase"
    connector_type = _Connector
