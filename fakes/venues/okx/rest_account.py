"""What a client may ask about its account (OKX-50 to OKX-53)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venue import Key
from fakes.venues.okx import codes
from fakes.venues.okx.balances import Balances
from fakes.venues.okx.bills import Bill, Bills
from fakes.venues.okx.endpoints import Act, Caller, Endpoint
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import TYPES, Markets
from fakes.venues.okx.numbers import plain
from fakes.venues.okx.orders import Orders, named
from fakes.venues.okx.pages import page, within
from fakes.venues.okx.parameters import Parameters
from fakes.venues.okx.positions import Positions

Json = Any
_PPM_DECIMALS: Final = 6
MOST_NAMED: Final = 20


class AccountQuestions:
    def __init__(
        self,
        *,
        exchange: Exchange,
        markets: Markets,
        orders: Orders,
        balances: Balances,
        bills: Bills,
        positions: Positions,
        account_level: str,
        instruments: Act,
        key_of: Callable[[str], Key],
    ) -> None:
        self._exchange = exchange
        self._markets = markets
        self._orders = orders
        self._balances = balances
        self._bills = bills
        self._positions_of = positions
        self._account_level = account_level
        self._instruments = instruments
        self._key_of = key_of

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _endpoint("account/balance", Operation.ACCOUNT, self._balance),
            _endpoint("account/positions", Operation.ACCOUNT, self._positions),
            _endpoint("account/config", Operation.OTHER, self._config),
            _endpoint("account/instruments", Operation.INSTRUMENTS, self._instruments),
            _endpoint("account/trade-fee", Operation.OTHER, self._fees),
            _endpoint("account/max-size", Operation.OTHER, self._most),
            _endpoint("account/max-avail-size", Operation.OTHER, self._available),
            _endpoint("account/bills", Operation.OTHER, self._listed_bills),
            _endpoint("account/bills-archive", Operation.OTHER, self._listed_bills),
        )

    def _balance(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """Assets that are named are shown even if there is nothing of them."""
        named_ones = parameters.listed("ccy") or None
        if named_ones is not None and len(named_ones) > MOST_NAMED:
            raise Refuse(codes.TOO_MANY_VALUES, "ccy", str(MOST_NAMED))
        parts = self._balances.of(caller.account, named_ones)
        return [self._balances.shown(caller.account, parts, caller.arrived_ms)]

    def _positions(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """An account in spot mode has none."""
        if parameters.one_of("instType", TYPES) not in (None, self._markets.inst_type):
            return []
        inst_id = parameters.text("instId")
        rows = self._positions_of.rows(caller.account)
        return [row for row in rows if inst_id is None or row["instId"] in inst_id.split(",")]

    def _config(self, _parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """OKX-51."""
        key = self._key_of(caller.api_key)
        permissions = {"READ": "read_only", "TRADE": "trade"}
        return [
            {
                "acctLv": self._account_level,
                "acctStpMode": "cancel_maker",
                "autoLoan": False,
                "ctIsoMode": "automatic",
                "enableSpotBorrow": False,
                "feeType": "0",
                "greeksType": "PA",
                "ip": ",".join(key.sources),
                "kycLv": "3",
                "label": "trading",
                "level": "Lv1",
                "levelTmp": "",
                "liquidationGear": "-1",
                "mainUid": uid(caller.account),
                "mgnIsoMode": "automatic",
                "opAuth": "0",
                "perm": ",".join(permissions[each] for each in key.permissions if each in permissions),
                "posMode": "net_mode",
                "roleType": "0",
                "settleCcy": "",
                "settleCcyList": [],
                "spotBorrowAutoRepay": False,
                "spotOffsetType": "",
                "spotRoleType": "0",
                "spotTraderInsts": [],
                "stgyType": "0",
                "traderInsts": [],
                "type": "0",
                "uid": uid(caller.account),
            }
        ]

    def _fees(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """OKX-52, OKX-78."""
        parameters.required("instType")
        inst_type = parameters.one_of("instType", TYPES) or self._markets.inst_type
        first = self._markets.listed()[0].instrument
        maker, taker = (plain(-ppm, _PPM_DECIMALS) for ppm in (first.maker_fee_ppm, first.taker_fee_ppm))
        return [
            {
                "category": "1",
                "delivery": "",
                "exercise": "",
                "feeGroup": [{"groupId": "1", "maker": maker, "taker": taker}],
                "fiat": [],
                "instType": inst_type,
                "level": "Lv1",
                "maker": maker,
                "makerU": "",
                "makerUSDC": maker,
                "ruleType": "normal",
                "taker": taker,
                "takerU": "",
                "takerUSDC": taker,
                "ts": str(caller.arrived_ms),
            }
        ]

    def _most(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """The largest order: base to buy by the last price, base to sell."""
        [available] = self._available(parameters, caller)
        market = self._orders.market(parameters)
        free = self._balances.of(caller.account, (market.instrument.quote,))[market.instrument.quote][0]
        last = self._exchange.engine(market.symbol).last_trade
        lots = 0 if last is None else free // market.instrument.quote_atoms(last.ticks, 1)
        return [
            {
                "ccy": market.instrument.base,
                "instId": market.inst_id,
                "maxBuy": market.numbers.size(lots),
                "maxSell": available["availSell"],
            }
        ]

    def _available(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """Quote to buy with, base to sell."""
        parameters.required("tdMode")
        market = self._orders.market(parameters)
        base, quote = market.instrument.base, market.instrument.quote
        parts = self._balances.of(caller.account, (base, quote))
        return [
            {
                "instId": market.inst_id,
                "availBuy": market.numbers.money(parts[quote][0], quote),
                "availSell": market.numbers.money(parts[base][0], base),
            }
        ]

    # --- bills ------------------------------------------------------------------------------------

    def _listed_bills(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        asset, kind = parameters.text("ccy"), parameters.text("type")
        shown = [
            bill
            for bill in self._bills.of(caller.account)
            if (asset is None or bill.asset == asset) and (kind is None or bill.kind[0] == kind)
        ]
        shown = within(shown, parameters, lambda bill: bill.at_ms)
        return [self._bill(bill) for bill in page(shown, parameters, lambda bill: int(bill.bill_id))]

    def _bill(self, bill: Bill) -> Json:
        precision = self._markets.precision(bill.asset)
        kind, sub_kind = bill.kind
        row = {
            "bal": plain(bill.total_atoms, precision),
            "balChg": plain(bill.change_atoms, precision),
            "billId": bill.bill_id,
            "ccy": bill.asset,
            "clOrdId": "",
            "execType": "",
            "fee": "0",
            "fillFwdPx": "",
            "fillIdxPx": "",
            "fillMarkPx": "",
            "fillMarkVol": "",
            "fillPxUsd": "",
            "fillPxVol": "",
            "fillTime": "",
            "from": "6" if kind == "1" else "",
            "instId": "",
            "instType": "",
            "interest": "0",
            "mgnMode": "",
            "notes": "",
            "ordId": "",
            "pnl": "0",
            "posBal": "0",
            "posBalChg": "0",
            "px": "",
            "subType": sub_kind,
            "sz": plain(abs(bill.change_atoms), precision),
            "tag": "",
            "to": "18" if kind == "1" else "",
            "tradeId": "",
            "ts": str(bill.at_ms),
            "type": kind,
        }
        return row if bill.filled is None else {**row, **self._of_fill(bill)}

    def _of_fill(self, bill: Bill) -> Json:
        assert bill.filled is not None  # the caller looked
        order, fill = bill.filled
        market = self._markets.of(order.symbol)
        own_fee = fill.fee_atoms if fill.fee_asset == bill.asset else 0
        return {
            "clOrdId": named(order),
            "execType": "M" if fill.is_maker else "T",
            "fee": market.numbers.money(-own_fee, bill.asset),
            "fillTime": str(fill.at_ms),
            "instId": market.inst_id,
            "instType": market.inst_type,
            "mgnMode": "cash" if market.instrument.contract is None else "cross",
            "ordId": self._orders.ids.of(order),
            "px": market.numbers.price(fill.ticks),
            "tag": order.tags.get("tag", ""),
            "tradeId": str(fill.trade_id),
        }


def uid(account: str) -> str:
    """Of a user, from the lab's name for the account: 17 digits that stay the same."""
    number = 0
    for byte in account.encode():
        number = (number * 257 + byte) % 10**16
    return str(4 * 10**16 + number)


class FundingQuestions:
    """The funding account is empty here: what there is lies in the trading account (OKX-79)."""

    def __init__(self, markets: Markets) -> None:
        self._markets = markets

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _endpoint("asset/currencies", Operation.OTHER, self._currencies),
            _endpoint("asset/balances", Operation.OTHER, self._nothing),
        )

    def _nothing(self, _parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        return []

    def _currencies(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        wanted = parameters.listed("ccy")
        known = self._markets.assets()
        if any(name not in known for name in wanted):
            raise Refuse(codes.PARAMETER_ERROR, "ccy")
        return [_currency(name) for name in wanted or known]


def _currency(name: str) -> Json:
    chain = "ERC20" if name == "USDT" else {"BTC": "Bitcoin", "LTC": "Litecoin"}.get(name, name)
    return {
        "burningFeeRate": "",
        "canDep": True,
        "canInternal": True,
        "canWd": True,
        "ccy": name,
        "chain": f"{name}-{chain}",
        "ctAddr": "",
        "depEstOpenTime": "",
        "depQuotaFixed": "",
        "depQuoteDailyLayer2": "",
        "fee": "0.0001",
        "logoLink": "",
        "mainNet": True,
        "maxFee": "0.0002",
        "maxFeeForCtAddr": "0.0002",
        "maxWd": "500",
        "minDep": "0.00005",
        "minDepArrivalConfirm": "1",
        "minFee": "0.0001",
        "minFeeForCtAddr": "0.0001",
        "minInternal": "0.0001",
        "minWd": "0.001",
        "minWdUnlockConfirm": "3",
        "name": name,
        "needTag": False,
        "usedDepQuotaFixed": "",
        "usedWdQuota": "0",
        "wdEstOpenTime": "",
        "wdQuota": "10000000",
        "wdTickSz": "8",
    }


def _endpoint(name: str, operation: Operation, act: Act) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act, private=True)
