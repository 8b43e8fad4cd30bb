"""One TCP connection, as the network sees it and as faults strike it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from simulation.pipe import Control, How, Pipe

if TYPE_CHECKING:
    from simulation.host import Host
    from simulation.network import Network
    from simulation.sockets import SimulatedSocket


class Connection:
    """A connection from its SYN on; ``number`` counts them in the order of opening."""

    def __init__(
        self,
        network: Network,
        number: int,
        client_end: SimulatedSocket,
        server_end: SimulatedSocket,
        server_name: str,
    ) -> None:
        self.number = number
        self.client_end, self.server_end = client_end, server_end
        self.server_name = server_name
        self.server_port: int = server_end.local_address[1]
        self.opened_at_s: float = network.loop.time()
        self._network = network
        client, server = client_end.host, server_end.host
        up_link = network.link(client, server, name=server_name)
        down_link = network.link(server, client, name=server_name)
        self.up = Pipe(network, client_end, server_end, up_link, number, ">")
        self.down = Pipe(network, server_end, client_end, down_link, number, "<")
        client_end.connected(self, outgoing=self.up, incoming=self.down)
        server_end.connected(self, outgoing=self.down, incoming=self.up)

    @property
    def client(self) -> Host:
        """The host that opened it."""
        return self.client_end.host

    @property
    def server(self) -> Host:
        """The host that accepted it."""
        return self.server_end.host

    @property
    def is_open(self) -> bool:
        """Whether the client still holds it, rightly or not."""
        return not self.client_end.closed

    def reset(self) -> None:
        """Both ends get an RST now; what is under way is lost."""
        self._network.trace.record("reset", self.number)
        for end in (self.client_end, self.server_end):
            end.outgoing.dead = True
            end.incoming.drop_backlog()
            end.arrive(Control.RST)

    def half_open(self) -> None:
        """Everything vanishes both ways from now on and nobody is told.

        Whoever writes gets ``ETIMEDOUT`` after the kernel's user timeout; whoever only reads waits
        for ever.
        """
        self._network.trace.record("half-open", self.number)
        for pipe in (self.up, self.down):
            pipe.drop_backlog()
            pipe.vanish()

    def cut_after(
        self,
        n_bytes: int,
        direction: Literal["down", "up"] = "down",
        how: How = "rst",
    ) -> None:
        """End it when ``n_bytes`` more have been sent to the client (``down``) or server (``up``).

        Those bytes still arrive; the rest of what was written does not.
        """
        if n_bytes < 0:
            raise ValueError(f"n_bytes = {n_bytes}")
        pipe = self.down if direction == "down" else self.up
        pipe.cut_after(n_bytes, how)

    def __repr__(self) -> str:
        return f"<Connection {self.number} {self.client.name} -> {self.server_name}:{self.server_port}>"
