"""Bybit v5, linear perpetual contracts in USDT: as on spot, but for rules, limits and positions."""

from exchanges.venues.bybit.linear.connector import BybitLinearConnector as build

__all__ = ["build"]
