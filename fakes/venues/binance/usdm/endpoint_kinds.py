"""Endpoints by what they ask of a caller."""

from fakes.operations import Operation
from fakes.venues.binance.endpoints import Act, Endpoint, Security, Weight


def asked(
    path: str,
    operation: Operation,
    act: Act,
    accepts: frozenset[str] | set[str] = frozenset(),
    weight: int | Weight = 1,
    *,
    security: Security = Security.NONE,
) -> Endpoint:
    """GET."""
    return Endpoint(
        method="GET",
        path=path,
        websocket=None,
        operation=operation,
        act=act,
        accepts=frozenset(accepts),
        weight=weight,
        security=security,
    )


def done(
    method: str,
    path: str,
    operation: Operation,
    act: Act,
    accepts: frozenset[str] | set[str] = frozenset(),
    weight: int | Weight = 1,
    *,
    counts: bool = False,
    security: Security = Security.TRADE,
) -> Endpoint:
    """What changes something. `counts`: its answer shows how many orders were counted."""
    return Endpoint(
        method=method,
        path=path,
        websocket=None,
        operation=operation,
        act=act,
        accepts=frozenset(accepts),
        weight=weight,
        security=security,
        counts_orders=counts,
    )
