"""Bounds of funding rates, of all contracts here alike (BYB-17)."""

from typing import Final

FUNDING_CAP: Final = "0.005"
FUNDING_FLOOR: Final = "-0.005"
