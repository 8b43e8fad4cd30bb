"""The properties of the path from one host to another, in one direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.pipe import Pipe


class Link:
    """One direction between two hosts; set any field at any time, for what is sent from then on.

    ``latency_s`` and ``jitter_s`` (uniform, added; order is kept), ``bandwidth_bytes_per_s``
    (``None``: unlimited), ``fragment_probability`` (chance that a segment arrives in two pieces, cut
    at a random byte, the rest being thrown for again), ``refuse`` (a connect gets
    ``ECONNREFUSED``), ``lost_syn`` (a connect gets no answer), ``blocked`` (nothing passes; use
    ``Network.partition``, which also lets the backlog through when it heals).

    A link may be narrowed to one DNS name of the far host. The narrow link follows the wide one in
    every field that has not been set on the narrow link itself; its bandwidth is its own.
    """

    __slots__ = (
        "_narrow",
        "_own",
        "bandwidth_bytes_per_s",
        "blocked",
        "busy_until_s",
        "fragment_probability",
        "jitter_s",
        "latency_s",
        "lost_syn",
        "refuse",
        "stalled",
    )

    latency_s: float
    jitter_s: float
    bandwidth_bytes_per_s: float | None
    fragment_probability: float
    refuse: bool
    lost_syn: bool
    blocked: bool
    stalled: dict[Pipe, None]
    busy_until_s: float
    _own: dict[str, bool]
    _narrow: list[Link]

    def __init__(self, latency_s: float = 0.0, jitter_s: float = 0.0) -> None:
        put = object.__setattr__
        put(self, "_own", {})
        put(self, "_narrow", [])
        put(self, "stalled", {})
        put(self, "busy_until_s", 0.0)
        put(self, "bandwidth_bytes_per_s", None)
        put(self, "fragment_probability", 0.0)
        put(self, "refuse", False)
        put(self, "lost_syn", False)
        put(self, "blocked", False)
        _check("latency_s", latency_s)
        _check("jitter_s", jitter_s)
        put(self, "latency_s", latency_s)
        put(self, "jitter_s", jitter_s)

    def transmitted_at_s(self, length: int, now_s: float) -> float:
        """When the last of ``length`` bytes has left; all connections share the bandwidth."""
        if self.bandwidth_bytes_per_s is None:
            return now_s
        done_s = max(self.busy_until_s, now_s) + length / self.bandwidth_bytes_per_s
        object.__setattr__(self, "busy_until_s", done_s)
        return done_s

    def narrowed(self) -> Link:
        """A link that follows this one until told otherwise."""
        link = Link()
        for field in _FIELDS:
            object.__setattr__(link, field, getattr(self, field))
        self._narrow.append(link)
        return link

    def block(self) -> None:
        """Nothing passes from here on."""
        self.blocked = True

    def unblock(self) -> None:
        """Everything passes again, on the narrow links too; what waited goes out now."""
        self.blocked = False
        for link in (self, *self._narrow):
            link._own.pop("blocked", None)
            object.__setattr__(link, "blocked", False)
            waiting = list(link.stalled)
            link.stalled.clear()
            for pipe in waiting:
                pipe.resume()

    def __setattr__(self, field: str, value: object) -> None:
        _check(field, value)
        object.__setattr__(self, field, value)
        self._own[field] = True
        for link in self._narrow:
            if field not in link._own:
                object.__setattr__(link, field, value)


_FIELDS = (
    "latency_s",
    "jitter_s",
    "bandwidth_bytes_per_s",
    "fragment_probability",
    "refuse",
    "lost_syn",
    "blocked",
)


def _check(field: str, value: object) -> None:
    if field not in _FIELDS:
        raise AttributeError(f"a link has no {field!r}; it has {', '.join(_FIELDS)}")
    match field, value:
        case "bandwidth_bytes_per_s", None:
            return
        case "bandwidth_bytes_per_s", int() | float() if value > 0:
            return
        case "fragment_probability", int() | float() if 0 <= value < 1:
            return
        case (("latency_s" | "jitter_s"), int() | float()) if value >= 0:
            return
        case (("refuse" | "lost_syn" | "blocked"), bool()):
            return
    raise ValueError(f"{field} = {value!r}")
