"""The web page of a server that stands before a venue and has no better answer."""

from typing import Final

from fakes.faults.fault import Reply

_PAGE: Final = (
    "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
    "<center><h1>{title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)
_TITLES: Final = {
    200: "Checking your browser",
    403: "403 Forbidden",
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


def page(status: int) -> Reply:
    body = _PAGE.format(title=_TITLES.get(status, str(status)))
    return Reply(status=status, body=body.encode(), content_type="text/html")
