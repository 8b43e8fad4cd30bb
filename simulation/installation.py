"""Put the dispatchers for time and chance in place."""

from simulation import clock, entropy

_done = False


def install() -> None:
    """Replace the functions of ``time``, ``datetime`` and ``os.urandom`` by dispatchers.

    They give the real values until a world is active. Safe to call again. The earlier the better:
    what a library has bound in a default argument or a class body cannot be replaced later.
    """
    global _done
    if _done:
        return
    _done = True
    clock.install()
    entropy.install()
