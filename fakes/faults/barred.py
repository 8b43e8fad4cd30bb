from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Fault, Lost, Reply, RequestSeen
from fakes.operations import Role

_PAGE = (
    b"<html>\r\n<head><title>Unavailable For Legal Reasons</title></head>\r\n<body>\r\n"
    b"<h1>The distribution is configured to block access from your country.</h1>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True)
class Barred(Fault):
    """The client's place is one from which nobody is served: sessions are cut, all else gets a page.

    RFC 7725, section 3: 451, with an explanation. Some who stand before venues answer 403 instead.
    """

    status: int = 451

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.close_sessions(None, None, "")

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return self._refusal()

    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        return self._refusal()

    def _refusal(self) -> Reply:
        return Reply(status=self.status, body=_PAGE, content_type="text/html")
