"""What a simulated world refuses to go on with."""


class Deadlock(RuntimeError):
    """Every task waits and no timer is left: in reality this program would hang for ever."""


class Livelock(RuntimeError):
    """Callbacks keep running but virtual time stands still (``while True: await sleep(0)``)."""


class Escape(RuntimeError):
    """Something tried to leave the simulation: a thread, a real socket, a subprocess."""
