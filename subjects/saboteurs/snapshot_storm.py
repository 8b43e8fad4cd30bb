"""RL-020: snapshots are market data, which is free, so they are not counted at all."""

from exchanges.venues.binance.connector import BinanceConnector, _decode_depth
from exchanges.venues.binance.messages import DepthSnapshot
from subjects.reference import Reference


class _Connector(BinanceConnector):
    async def _fetch_snapshot(self, symbol: str, levels: int) -> DepthSnapshot:
        return await self._rest.public(
            "/api/v3/depth", {"symbol": symbol, "limit": str(levels)}, _decode_depth, weight=0
        )


class SnapshotStorm(Reference):
    name = "snapshot_storm"
    connector_type = _Connector
