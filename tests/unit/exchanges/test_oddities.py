"""What nobody understands is said, and a flood of it is not said each time."""

from typing import Any

from exchanges.oddities import Oddities


class Log:
    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def warning(self, event: str, **values: Any) -> None:
        self.lines.append((event, values))


def test_the_first_is_said_at_once() -> None:
    log = Log()
    Oddities(log).unreadable(b"1234")  # type: ignore[arg-type]  # as much of a logger as is used

    assert log.lines == [("message.unreadable", {"count": 1, "size": 4})]


def test_of_a_flood_the_powers_of_two_are_said() -> None:
    log = Log()
    oddities = Oddities(log)  # type: ignore[arg-type]
    for _ in range(20):
        oddities.unrecognised("news")

    assert [values["count"] for _, values in log.lines] == [1, 2, 4, 8, 16]


def test_each_kind_is_counted_by_itself() -> None:
    log = Log()
    oddities = Oddities(log)  # type: ignore[arg-type]
    for kind in ("news", "news", "news", "weather"):
        oddities.unrecognised(kind)

    assert [values["kind"] for _, values in log.lines] == ["news", "news", "weather"]
