"""Wire faults on the in-memory network: roles become the DNS names of the venue's host."""

from collections.abc import Mapping, Sequence
from typing import Literal

from fakes.operations import Role
from simulation import Connection, Host, Link, Network


class SimulatedWire:
    """`fakes.wire.Wire` between one client and one venue host.

    `names` says which of the venue's DNS names serve a role. Where two roles share a name (user stream
    and WebSocket API on Binance), a fault on either strikes both: the network cannot tell them apart.
    """

    def __init__(
        self, network: Network, client: Host, venue: Host, names: Mapping[Role, Sequence[str]]
    ) -> None:
        self._network, self._client, self._venue = network, client, venue
        self._names = {role: tuple(given) for role, given in names.items()}
        everything = self._names_of(None)
        self._up = {name: network.link(client, venue, name=name) for name in everything}
        self._down = {name: network.link(venue, client, name=name) for name in everything}
        # What the stage was opened with, for latency(None).
        self._own = {link: (link.latency_s, link.jitter_s) for link in self._links(None)}

    def reset(self, role: Role | None) -> int:
        struck = self._connections(role)
        for connection in struck:
            connection.reset()
        return len(struck)

    def half_open(self, role: Role | None) -> int:
        struck = self._connections(role)
        for connection in struck:
            connection.half_open()
        return len(struck)

    def cut_after(self, role: Role | None, n_bytes: int, how: Literal["rst", "fin", "half_open"]) -> int:
        struck = self._connections(role)
        for connection in struck:
            connection.cut_after(n_bytes, how=how)
        return len(struck)

    def refuse(self, role: Role | None, on: bool) -> int:
        for name in self._names_of(role):
            self._up[name].refuse = on
        return self._present(role)

    def swallow_connects(self, role: Role | None, on: bool) -> int:
        for name in self._names_of(role):
            self._up[name].lost_syn = on
        return self._present(role)

    def partition(self, role: Role | None, on: bool) -> int:
        change = self._network.partition if on else self._network.heal
        for name in self._names_of(role):
            change(self._client, self._venue, name=name)
        return self._present(role)

    def latency(self, role: Role | None, latency_s: float | None, jitter_s: float = 0.0) -> int:
        for link in self._links(role):
            link.latency_s, link.jitter_s = self._own[link] if latency_s is None else (latency_s, jitter_s)
        return self._present(role)

    def bandwidth(self, role: Role | None, bytes_per_s: float | None) -> int:
        # Only what the venue sends: a request is small, and a slow request is another fault.
        for name in self._names_of(role):
            self._down[name].bandwidth_bytes_per_s = bytes_per_s
        return self._present(role)

    def fragment(self, role: Role | None, probability: float) -> int:
        for link in self._links(role):
            link.fragment_probability = probability
        return self._present(role)

    def fail_names(self, role: Role | None, on: bool) -> int:
        for name in self._names_of(role):
            if on:
                self._network.names.fail(name, "NONAME")
            else:
                self._network.names.restore(name)
        return self._present(role)

    def _names_of(self, role: Role | None) -> tuple[str, ...]:
        if role is not None:
            return self._names.get(role, ())
        return tuple(dict.fromkeys(name for names in self._names.values() for name in names))

    def _present(self, role: Role | None) -> int:
        """A role that the venue does not have cannot be struck."""
        return int(bool(self._names_of(role)))

    def _links(self, role: Role | None) -> tuple[Link, ...]:
        names = self._names_of(role)
        return tuple(self._up[name] for name in names) + tuple(self._down[name] for name in names)

    def _connections(self, role: Role | None) -> list[Connection]:
        """In order of opening, whatever the order of the names."""
        names = self._names_of(role)
        return [c for c in self._network.connections(server=self._venue) if c.server_name in names]
