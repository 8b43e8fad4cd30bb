"""The twin: a second connector for Binance Spot, written apart from `exchanges/` and unlike it.

It is no defect and no model: it is there so that a check cannot demand one way of being correct. Facts
of the venue are in docs/venues/binance.md.
"""
