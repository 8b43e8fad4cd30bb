"""Virtual time over an in-memory network, the same every time.

Unmodified asyncio programs (aiohttp, websockets, ccxt, python-binance) run here with their
production host names. A day of socket life takes seconds, and everything is a function of one
token. Nothing in this package knows of exchanges.

    with World("token") as world:
        venue = world.network.host("venue", "api.example.com")
        venue.start(serve())
        world.run(trade())
"""

from simulation.connection import Connection
from simulation.errors import Deadlock, Escape, Livelock
from simulation.host import Host
from simulation.installation import install
from simulation.link import Link
from simulation.network import Network
from simulation.trace import Trace
from simulation.world import World

__all__ = [
    "Connection",
    "Deadlock",
    "Escape",
    "Host",
    "Link",
    "Livelock",
    "Network",
    "Trace",
    "World",
    "install",
]
