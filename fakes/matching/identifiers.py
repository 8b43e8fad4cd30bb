"""The numbers that an engine gives away."""

from dataclasses import dataclass


@dataclass(slots=True)
class Identifiers:
    """The next free numbers. Venues that number across symbols give one object to several engines."""

    order: int = 1
    trade: int = 1
    prevention: int = 0
    execution: int = 1
