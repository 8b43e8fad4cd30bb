"""Knows orders and not what the account holds: a risk system of its own keeps that."""

from collections.abc import Mapping

from subjects.base import Capability, Unsupported
from subjects.reference import Reference, ReferenceSession
from subjects.seen import BalanceSeen


class _Session(ReferenceSession):
    async def balances(self) -> Mapping[str, BalanceSeen]:
        raise Unsupported("balances")


class NoBalances(Reference):
    name = "no_balances"
    capabilities = ~Capability.BALANCES
    session_type = _Session
