"""What differs between the products of this venue, spot and swaps, in what there is to see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fakes.exchange import Exchange
from fakes.venues.okx.channel import Channel
from fakes.venues.okx.instrument_rows import spot_row
from fakes.venues.okx.market_channels import MAKERS
from fakes.venues.okx.names import Market
from fakes.venues.okx.subscriptions import CHANNELS, Offer

Json = dict[str, Any]
Maker = Callable[[Exchange, Market, int], Channel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """`row` is a market's rules as the list of instruments has them. `capped` = orders and amendments on all
    its markets are counted together too (OKX-24)."""

    inst_type: str
    channels: Mapping[str, Offer]
    makers: Mapping[str, Maker]
    row: Callable[[Exchange, Market], Json]
    capped: bool = False


SPOT = Product(inst_type="SPOT", channels=CHANNELS, makers=MAKERS, row=spot_row)
