"""From the venue's codes to "did it happen?" (BYB-05, BYB-07). One table and a few cases.

Codes are stable and texts are not (BYB-11), so only codes decide; 10xxx are shared, 170xxx are of spot and
110xxx of derivatives (BYB-14).
"""

from __future__ import annotations

from exchanges import errors
from exchanges.errors import ExchangeError
from exchanges.http import Answer

VENUE = "bybit"

LOGIN_REFUSED = "auth"
"""Stands for a code: a refused login over a stream has only a text (BYB-68)."""

KEY_REFUSED = (10003, 10004, 10005, 10007, 10010, 33004, -2015, 401, LOGIN_REFUSED)
"""Codes that mean that nothing signed with this key will pass, as things are (BYB-09)."""

NOT_MODIFIED = (110025, 110026, 110043, 34040)
"""BYB-59: the setting is as was wished, which is no failure."""

NO_SUCH_SYMBOL = (10001, 170121)
"""BYB-24: of a question that is about one symbol and otherwise well-formed."""

BAN_S = 600.0
"""BYB-25."""

_KINDS: dict[type[ExchangeError], tuple[int, ...]] = {
    # Nobody says that nothing was done (BYB-57), or it is under way (BYB-58), or a cancel failed and
    # what became of the order is to be asked. 429: overloaded somewhere behind the gateway (BYB-30).
    errors.VenueFault: (
        *(10000, 10016, 429, 170001, 170007, 170032, 170146, 170147, 170234, 170310),
        *(110079, 170035, 170191, 170212, 40004, 170144, 170150),
    ),
    errors.ClockSkewed: (10002, -1),  # BYB-04, BYB-58
    errors.AuthenticationFailed: (10003, 10004, 10007, 33004, -2015),
    errors.PermissionDenied: (
        *(10005, 10008, 10009, 10010, 10024, 10027, 10028, 10029, 100028),
        *(110069, 110080, 110123, 110124, 110125, 110132, 110136, 170209, 170219, 170224, 170241, 170348),
    ),
    errors.RateLimited: (10006, 10429, 20003, 170005, 170222, 30035),  # BYB-27, BYB-30
    errors.Banned: (10018, 10403),
    errors.OrderNotFound: (  # BYB-49: finished, or never there: the caller looks it up
        *(110001, 110008, 110010, 170139, 170142, 170143, 170190, 170213),
    ),
    errors.DuplicateClientOrderId: (10014, 110072, 170141),  # BYB-36: the first one exists
    errors.InsufficientFunds: (
        *(110004, 110006, 110007, 110012, 110014, 110044, 110045, 110051, 110052, 110053),
        *(110131, 170033, 170131, 30256),
    ),
    errors.FilterViolation: (  # BYB-21 to BYB-23
        *(110003, 110017, 110094, 110120, 110121, 30208, 30209),
        *(170124, 170132, 170133, 170134, 170136, 170137, 170140, 170148, 170192, 170193, 170194),
        *(170341, 170371, 170372, 170381, 170382),
    ),
    errors.WouldCross: (170218,),
    errors.SymbolNotTrading: (
        *(110063, 110066, 110074, 110095, 110098, 110103, 110137, 30228),
        *(170031, 170151, 170157, 170159, 170206, 170217, 170221),
    ),
    errors.VenueClosed: (10019,),
    errors.InvalidOrder: (
        *(10001, 10404, 20001, 20006, 110005, 110009, 110018, 110019, 110020, 110021, 110022, 110023),
        *(110032, 110061, 110064, 110090, 170105, 170115, 170116, 170117, 170121, 170130, 170145),
        *(170201, 170227, 170311, 170312, 170313, 170810),
    ),
}
_BY_CODE = {code: kind for kind, codes in _KINDS.items() for code in codes}

_TOO_FREQUENT = b"too frequent"


def error_of(code: int, text: str, *, retry_after_s: float | None = None) -> ExchangeError:
    """The error that a code stands for; one that is not known was understood and refused, as it seems."""
    kind = _BY_CODE.get(code, errors.Rejected)
    if kind is errors.Banned:
        retry_after_s = BAN_S
    return kind(text or kind.__name__, venue=VENUE, code=code, retry_after_s=retry_after_s)


def error_in_status(answer: Answer) -> ExchangeError:
    """An answer that is not HTTP 200 (BYB-07): from a gateway, mostly without JSON."""
    status = answer.status
    text = f"HTTP {status} instead of an answer"
    if status == 403:
        return _forbidden(answer.body.lower(), text)
    if status == 429:
        return errors.RateLimited(text, venue=VENUE, code=status)  # BYB-30
    if status == 401:
        return errors.AuthenticationFailed(text, venue=VENUE, code=status)
    if status in (400, 404):
        return errors.Rejected(text, venue=VENUE, code=status)
    if status >= 500 or status == 408:
        return errors.VenueFault(text, venue=VENUE, code=status)
    return errors.UnreadableResponse(text, venue=VENUE, code=status)


def _forbidden(body: bytes, text: str) -> ExchangeError:
    """Too many requests (BYB-25), or the page of a firewall, as for a client in the wrong country: the text
    tells. Without any, the worse is believed: whoever is banned and goes on asking stays so."""
    if body and _TOO_FREQUENT not in body:
        return errors.PermissionDenied(text, venue=VENUE, code=403)
    return errors.Banned(text, venue=VENUE, code=403, retry_after_s=BAN_S)
