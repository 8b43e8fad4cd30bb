"""PO-050: the venue is asked once to cancel what is open when it hears nothing, and then hears nothing."""

from exchanges.perpetual import PerpetualConnector
from exchanges.trading.dead_man import DeadMan
from subjects.reference import Reference


class _DeadMan(DeadMan):
    async def _renew_forever(self, symbol: str, within_s: float) -> None:
        """It is armed."""


class _Connector(PerpetualConnector):
    dead_man_type = _DeadMan


class ArmsOnce(Reference):
    name = "arms_once"
    connector_type = _Connector
