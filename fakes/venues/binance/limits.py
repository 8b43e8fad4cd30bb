"""What this venue counts and when it stops listening: weight, requests, unfilled orders, bans."""

from fakes.faults.fault import Reply


class Limits:
    """Per address: request weight and raw requests; per account: unfilled orders (BIN-20 to BIN-23)."""

    def admit(self, source: str, weight: int) -> None:
        """Charge a request. Raises `Refuse` with 429 or 418."""

    def refund(self, source: str, weight: int) -> None: ...
    def count_order(self, account: str) -> None: ...
    def headers(self, source: str, account: str | None) -> tuple[tuple[str, str], ...]: ...
    def observe(self, source: str, reply: Reply) -> None: ...
