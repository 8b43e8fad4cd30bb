"""Orders as they come in: with a number, and nothing filled."""

from fakes.matching.order import FeeIn, NewOrder, Order, OrderKind, Quote, SelfTrade, TimeInForce

# What is read with each quote, as in fakes.instruments.
_LIMIT, _GTC, _MAY_TRADE_WITH_ITSELF = OrderKind.LIMIT, TimeInForce.GTC, SelfTrade.NONE


def asked_for(new: NewOrder, order_id: int, symbol: str, lots: int, now_ms: int) -> Order:
    """`lots` of a market order by quote amount are what that amount gets."""
    return Order(
        order_id=order_id,
        client_order_id=new.client_order_id,
        account=new.account,
        symbol=symbol,
        side=new.side,
        kind=new.kind,
        time_in_force=new.time_in_force,
        self_trade=new.self_trade,
        fee_in=new.fee_in,
        reduce_only=new.reduce_only,
        ticks=new.ticks,
        lots=lots,
        quote_atoms=new.quote_atoms,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
        request_id=new.request_id,
        tags=new.tags,
        working_since_ms=now_ms,
    )


def quoted(quote: Quote, order_id: int, symbol: str, fee_in: FeeIn, now_ms: int) -> Order:
    """One of the crowd's, which rests."""
    account, side, ticks, lots = quote
    return Order(
        order_id=order_id,
        client_order_id=f"{account}-{order_id}",
        account=account,
        symbol=symbol,
        side=side,
        kind=_LIMIT,
        time_in_force=_GTC,
        self_trade=_MAY_TRADE_WITH_ITSELF,
        fee_in=fee_in,
        ticks=ticks,
        lots=lots,
        quote_atoms=None,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
        working_since_ms=now_ms,
    )
