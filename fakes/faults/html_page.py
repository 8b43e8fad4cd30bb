from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import RequestFault, Transport

_PAGE = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
    "<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_TITLES = {
    200: "Checking your browser",
    403: "403 Forbidden",
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


@dataclass(frozen=True)
class HtmlPage(RequestFault):
    """What stands before the venue answers with a web page, before or (`after`) the venue acted."""

    transport: Transport | None = "rest"
    status: int = 502
    after: bool = False

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return self._page() if not self.after and self.strikes(request, armed) else None

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return self._page() if self.after and self.strikes(request, armed) else None

    def _page(self) -> Reply:
        body = _PAGE.format(title=_TITLES.get(self.status, str(self.status)))
        return Reply(status=self.status, body=body.encode(), content_type="text/html")
