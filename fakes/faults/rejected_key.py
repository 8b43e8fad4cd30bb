from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class RejectedKey(Fault):
    """The API key (None = every key) loses its rights while in use, and has them back after the window."""

    api_key: str | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.set_key_enabled(self.api_key, False)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.set_key_enabled(self.api_key, True)
