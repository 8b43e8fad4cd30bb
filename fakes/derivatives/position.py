"""What an account holds of one contract, kept so that no atom is lost when it is closed in parts."""

from decimal import Decimal

import msgspec

from fakes.instruments import Instrument


class Position(msgspec.Struct):
    """One-way: long if `lots` is above zero, short below. Mutable."""

    lots: int = 0
    cost_atoms: int = 0
    """What was paid for what is open, less what was received: negative of a short position."""
    realised_atoms: int = 0
    """Gained, or (negative) lost, by closing, ever."""
    fee_atoms: int = 0
    """Paid in fees since it was last flat."""
    updated_ms: int = 0

    def take(self, lots: int, atoms: int) -> int:
        """Buy (positive) or sell (negative) so much; returns what that realised.

        The cost changes by `atoms` plus what is returned, always: over both sides of all trades, open costs
        and realised gains add up to nothing.
        """
        held, cost = self.lots, self.cost_atoms
        self.lots = held + lots
        if held == 0 or (held > 0) == (lots > 0):
            self.cost_atoms = cost + atoms
            return 0
        if abs(lots) <= abs(held):
            realised = -atoms - (cost * abs(lots) // abs(held))
        else:  # closed, and the rest is a position on the other side
            realised = -(atoms * abs(held) // abs(lots)) - cost
        self.cost_atoms = cost + atoms + realised
        self.realised_atoms += realised
        return realised

    def worth_atoms(self, instrument: Instrument, ticks: int) -> int:
        """At that price; never negative."""
        return instrument.quote_atoms(ticks, abs(self.lots))

    def unrealised_atoms(self, instrument: Instrument, ticks: int) -> int:
        worth = self.worth_atoms(instrument, ticks)
        return (worth if self.lots > 0 else -worth) - self.cost_atoms

    def entry_price(self, instrument: Instrument) -> Decimal:
        """What one of the base asset cost, on average; 0 if there is none."""
        return self._per_base(instrument, self.cost_atoms)

    def break_even_price(self, instrument: Instrument) -> Decimal:
        """At which closing it gains nothing, with the fees paid for it."""
        return self._per_base(instrument, self.cost_atoms + self.fee_atoms)

    def _per_base(self, instrument: Instrument, atoms: int) -> Decimal:
        if not self.lots:
            return Decimal(0)
        return Decimal(atoms).scaleb(-instrument.quote_precision) / instrument.quantity(self.lots)
