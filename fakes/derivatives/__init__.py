"""Linear perpetual contracts: positions, margin, funding and liquidation, on the same books as spot."""

from fakes.derivatives.contracts import Contracts
from fakes.derivatives.engine import ContractEngine
from fakes.derivatives.position import Position
from fakes.derivatives.settlement import MarginSettlement

__all__ = ["ContractEngine", "Contracts", "MarginSettlement", "Position"]
