"""What an account holds of contracts, as far as spot knows of them: nothing."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]


class Positions:
    """A product that has positions overrides this."""

    def rows(self, account: str) -> Sequence[Json]:
        """Of those that are open."""
        return ()

    def row(self, account: str, symbol: str) -> Json:
        """Of one market, be it open or just closed. Raises KeyError where there are none."""
        raise KeyError(symbol)
