"""The same caller at the market of swaps: a hundredth of a bitcoin in each contract."""

from typing import Any, ClassVar

from fakes.venues.okx.swap import OkxSwap
from tests.unit.fakes.okx.okx_caller import ORDER, OkxCaller

SWAP = "BTC-USDT-SWAP"
CODE = 20_001
"""`instIdCode` of it."""


class SwapCaller(OkxCaller):
    venue_class = OkxSwap
    inst_id = SWAP
    inst_type = "SWAP"
    ordered: ClassVar = {**ORDER, "instId": SWAP, "tdMode": "cross", "sz": "1"}

    def position(self) -> Any:
        [row] = self.get("account/positions", instId=SWAP).data
        return row

    def detail(self, ccy: str = "USDT") -> Any:
        [detail] = self.get("account/balance", ccy=ccy).row["details"]
        return detail
