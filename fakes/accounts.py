"""Who owns what, to the last atom. Nothing is created or lost by trading: fees go to the venue's account."""

from dataclasses import dataclass, field

VENUE = "venue"
"""The account that collects fees."""
CLEARING = "clearing"
"""The account between those whose contracts gained and those whose contracts lost. Below zero while
positions are open in which the gains are; what it owes is what open positions have cost."""
FUNDING = "funding"
"""Takes funding from one side and hands it to the other; parts of an atom that do not fit stay there."""


class Overdrawn(Exception):
    """A hold or a payment exceeds what the account has."""


@dataclass(slots=True)
class Balance:
    free_atoms: int = 0
    held_atoms: int = 0

    @property
    def total_atoms(self) -> int:
        return self.free_atoms + self.held_atoms


@dataclass(slots=True)
class Accounts:
    """Balances by account and asset. Raises Overdrawn rather than letting either part go below zero, but
    where margin stands in for money."""

    _balances: dict[str, dict[str, Balance]] = field(default_factory=dict)

    def names(self) -> list[str]:
        return list(self._balances)

    def of(self, account: str) -> dict[str, Balance]:
        """Every asset that the account ever held."""
        return self._balances.setdefault(account, {})

    def balance(self, account: str, asset: str) -> Balance:
        assets = self._balances.get(account)
        if assets is None:
            assets = self._balances[account] = {}
        balance = assets.get(asset)
        if balance is None:
            balance = assets[asset] = Balance()
        return balance

    def total_atoms(self, asset: str) -> int:
        """Over all accounts, the venue's own included."""
        return sum(assets[asset].total_atoms for assets in self._balances.values() if asset in assets)

    def credit(self, account: str, asset: str, atoms: int) -> None:
        """A deposit, or (negative) a withdrawal."""
        balance = self.balance(account, asset)
        if balance.free_atoms + atoms < 0:
            raise Overdrawn(f"{account} has {balance.free_atoms} free atoms of {asset}, not {-atoms}")
        balance.free_atoms += atoms

    def hold(self, account: str, asset: str, atoms: int) -> None:
        balance = self.balance(account, asset)
        if atoms > balance.free_atoms:
            raise Overdrawn(f"{account} has {balance.free_atoms} free atoms of {asset}, not {atoms}")
        balance.free_atoms -= atoms
        balance.held_atoms += atoms

    def hold_on_credit(self, account: str, asset: str, atoms: int) -> None:
        """For margin that open profit stands in for: what is free may go below zero."""
        balance = self.balance(account, asset)
        balance.free_atoms -= atoms
        balance.held_atoms += atoms

    def move(self, payer: str, payee: str, asset: str, atoms: int) -> None:
        """Free atoms (negative: the other way), even if none are left: a loss is owed whoever has it."""
        self.balance(payer, asset).free_atoms -= atoms
        self.balance(payee, asset).free_atoms += atoms

    def release(self, account: str, asset: str, atoms: int) -> None:
        balance = self.balance(account, asset)
        if atoms > balance.held_atoms:
            raise Overdrawn(f"{account} holds {balance.held_atoms} atoms of {asset}, not {atoms}")
        balance.held_atoms -= atoms
        balance.free_atoms += atoms

    def pay_held(self, payer: str, payee: str, asset: str, atoms: int, fee_atoms: int) -> None:
        """Move held atoms; the payee receives them free, less the fee, which the venue keeps."""
        source = self.balance(payer, asset)
        if atoms > source.held_atoms:
            raise Overdrawn(f"{payer} holds {source.held_atoms} atoms of {asset}, not {atoms}")
        source.held_atoms -= atoms
        self.balance(payee, asset).free_atoms += atoms - fee_atoms
        if fee_atoms:
            self.balance(VENUE, asset).free_atoms += fee_atoms
