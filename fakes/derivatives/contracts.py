"""All positions of all accounts at one venue: what they are worth, what they leave free, what they pay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from fakes.accounts import FUNDING, Accounts
from fakes.derivatives.engine import ContractEngine
from fakes.derivatives.position import Position
from fakes.instruments import BUY, SELL, Side
from fakes.ledger import BalanceChanged, FundingPaid
from fakes.matching import Step

_PPM: Final = 1_000_000
Publish = Callable[[str, Sequence[Step], int], None]


class Contracts:
    """Cross margin: all that an account owns of a quote asset stands for all its positions in it.

    Methods that take a symbol raise KeyError for one that is no contract.
    """

    def __init__(
        self,
        accounts: Accounts,
        watched: Mapping[str, None],
        now_ms: Callable[[], int],
        publish: Publish,
    ) -> None:
        """`publish` tells an operation's steps to whoever listens: symbol, steps, ms."""
        self._accounts = accounts
        self._watched = watched
        self._now_ms = now_ms
        self._publish = publish
        self._engines: dict[str, ContractEngine] = {}
        self._leverages: dict[tuple[str, str], int] = {}

    def add(self, engine: ContractEngine) -> None:
        self._engines[engine.symbol] = engine

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._engines)

    # --- positions ---------------------------------------------------------------------------------

    def position(self, account: str, symbol: str) -> Position:
        """Live; flat if it never traded."""
        return self._engines[symbol].position(account)

    def positions(self, account: str) -> Iterator[tuple[str, Position]]:
        """(symbol, position) of those that are not flat, in order of listing."""
        for symbol, engine in self._engines.items():
            position = engine.positions.get(account)
            if position is not None and position.lots:
                yield symbol, position

    def exposed(self) -> Iterator[tuple[str, str]]:
        """(account, quote asset) of watched accounts that have a position."""
        for account in self._watched:
            assets = {self._engines[symbol].instrument.quote: None for symbol, _ in self.positions(account)}
            for asset in assets:
                yield account, asset

    def open_lots(self, symbol: str) -> int:
        """What all longs hold together, which is what all shorts owe."""
        return sum(max(0, position.lots) for position in self._engines[symbol].positions.values())

    def closing_side(self, account: str, symbol: str) -> Side:
        return SELL if self.position(account, symbol).lots > 0 else BUY

    def leverage(self, account: str, symbol: str) -> int:
        chosen = self._leverages.get((account, symbol))
        if chosen is not None:
            return chosen
        contract = self._engines[symbol].instrument.contract
        assert contract is not None  # its engine is a contract's
        return contract.default_leverage

    def set_leverage(self, account: str, symbol: str, leverage: int) -> None:
        """From now on; orders that rest hold what they held. Raises ValueError beyond the contract's most."""
        contract = self._engines[symbol].instrument.contract
        assert contract is not None  # its engine is a contract's
        if not 1 <= leverage <= contract.max_leverage:
            raise ValueError(f"{leverage} is no leverage of {symbol}")
        self._leverages[account, symbol] = leverage

    # --- worth ---------------------------------------------------------------------------------------

    def mark_ticks(self, symbol: str) -> int:
        return self._engines[symbol].mark_ticks

    def unrealised_atoms(self, account: str, symbol: str) -> int:
        engine = self._engines[symbol]
        return engine.position(account).unrealised_atoms(engine.instrument, engine.mark_ticks)

    def margin_atoms(self, account: str, symbol: str) -> int:
        """What the position ties up at the present price."""
        return -(-self._worth(account, symbol) // self.leverage(account, symbol))

    def maintenance_atoms(self, account: str, symbol: str) -> int:
        """With less than that left it is liquidated."""
        contract = self._engines[symbol].instrument.contract
        assert contract is not None  # its engine is a contract's
        return self._worth(account, symbol) * contract.maintenance_ppm // _PPM

    def equity_atoms(self, account: str, asset: str) -> int:
        """The wallet with all that is gained or lost so far."""
        wallet = self._accounts.balance(account, asset).total_atoms
        return wallet + sum(self.unrealised_atoms(account, symbol) for symbol in self._of(account, asset))

    def available_atoms(self, account: str, asset: str) -> int:
        """What new orders may tie up."""
        held = self._accounts.balance(account, asset).held_atoms
        tied_up = sum(self.margin_atoms(account, symbol) for symbol in self._of(account, asset))
        return self.equity_atoms(account, asset) - held - tied_up

    def is_under_water(self, account: str, asset: str) -> bool:
        """Less is left than its positions must have."""
        needed = sum(self.maintenance_atoms(account, symbol) for symbol in self._of(account, asset))
        return needed > 0 and self.equity_atoms(account, asset) < needed

    def _worth(self, account: str, symbol: str) -> int:
        engine = self._engines[symbol]
        return engine.position(account).worth_atoms(engine.instrument, engine.mark_ticks)

    def _of(self, account: str, asset: str) -> list[str]:
        return [s for s, _ in self.positions(account) if self._engines[s].instrument.quote == asset]

    # --- funding -------------------------------------------------------------------------------------

    def symbols(self) -> Sequence[str]:
        """In order of listing."""
        return tuple(self._engines)

    def fund(self, symbol: str) -> None:
        """Now: longs pay shorts, or the other way."""
        engine = self._engines[symbol]
        instrument = engine.instrument
        assert instrument.contract is not None  # its engine is a contract's
        rate_ppm, mark_ticks, asset = instrument.contract.funding_ppm, engine.mark_ticks, instrument.quote
        steps: list[Step] = []
        for account, position in engine.positions.items():
            if not position.lots:
                continue
            atoms = position.worth_atoms(instrument, mark_ticks) * rate_ppm // _PPM
            owed = atoms if position.lots > 0 else -atoms
            self._accounts.move(account, FUNDING, asset, owed)
            if account in self._watched:
                paid = FundingPaid(
                    symbol=symbol,
                    account=account,
                    asset=asset,
                    atoms=owed,
                    rate_ppm=rate_ppm,
                    lots=position.lots,
                )
                balance = self._accounts.balance(account, asset)
                steps.append(Step(paid))
                steps.append(
                    Step(
                        BalanceChanged(
                            account=account,
                            asset=asset,
                            free_atoms=balance.free_atoms,
                            held_atoms=balance.held_atoms,
                            cause="funding",
                        )
                    )
                )
        if steps:
            self._publish(symbol, steps, self._now_ms())
