"""Connectors to exchanges. ``async with ConnectorFactory() as factory: await factory.get(...)``.

Everything public is listed here. What needs the network libraries is imported when first used, so
that a program that only reads a configuration starts quickly.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from exchanges.config import ConnectorConfig, Endpoints, Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import (
    ConfigurationError,
    ExchangeError,
    NotSent,
    OutcomeUnknown,
    Rejected,
    StreamError,
)
from exchanges.models import (
    Balance,
    BookSnapshot,
    BookTop,
    Fill,
    Health,
    HealthState,
    Instrument,
    Order,
    OrderRequest,
    OrderStatus,
    OrderType,
    OrderUpdate,
    Position,
    Side,
    TimeInForce,
    Trade,
)

if TYPE_CHECKING:
    from exchanges.base import Connector
    from exchanges.factory import ConnectorFactory

_LAZY = {"Connector": "exchanges.base", "ConnectorFactory": "exchanges.factory"}

__all__ = [
    "Balance",
    "BookSnapshot",
    "BookTop",
    "ConfigurationError",
    "Connector",
    "ConnectorConfig",
    "ConnectorFactory",
    "Credentials",
    "Endpoints",
    "Environment",
    "ExchangeError",
    "Fill",
    "Health",
    "HealthState",
    "Instrument",
    "KeyKind",
    "NotSent",
    "Order",
    "OrderRequest",
    "OrderStatus",
    "OrderType",
    "OrderUpdate",
    "OutcomeUnknown",
    "Position",
    "Rejected",
    "Secret",
    "Side",
    "StreamError",
    "TimeInForce",
    "Trade",
]


def __getattr__(name: str) -> object:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(module), name)
