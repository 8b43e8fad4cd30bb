"""One request here: who may ask without a signature, and what the venue says when it does not know."""

import json
from collections.abc import Mapping
from typing import Final

from fakes.faults.fault import Reply
from fakes.operations import Outcome
from fakes.venues.binance.endpoints import Request, Security
from fakes.venues.binance.errors import BAD_KEY_FORMAT, Refuse
from fakes.venues.binance.gateway import BinanceCase, Gateway
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.security import KEY_FORMAT, Authorised, Freshness, Guard
from fakes.venues.binance.usdm import errors

NEVER_STALE: Final = Freshness(2**62, 2**62)


class UsdmGuard(Guard):
    def authorise(self, request: Request, parameters: Parameters) -> Authorised:
        """Signed as on Spot (BFU-01, BFU-02), but for what needs a key alone (BFU-03)."""
        if request.endpoint.security is not Security.USER_STREAM:
            return super().authorise(request, parameters)
        if request.api_key is None or not KEY_FORMAT.match(request.api_key):
            raise Refuse(BAD_KEY_FORMAT)
        return Authorised(self._known(request.api_key, request.source), NEVER_STALE)


class UsdmCase(BinanceCase):
    def out_of_patience(self) -> Reply:
        return errors.UNKNOWN_OUTCOME.reply()  # BFU-10

    def outcome(self, reply: Reply) -> tuple[Outcome, int | None]:
        told, code = _error(reply), None
        if reply.status >= 400 and isinstance(told.get("code"), int):
            code = int(str(told["code"]))
        return errors.outcome(reply.status, code, str(told.get("msg", ""))), code


class UsdmGateway(Gateway):
    case_type = UsdmCase


def _error(reply: Reply) -> Mapping[str, object]:
    try:
        told = json.loads(reply.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
