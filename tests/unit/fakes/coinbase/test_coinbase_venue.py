"""What the lab asks of the venue as a whole: keys in its form, names, and what faults may do to it."""

import json
import re
from random import Random

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fakes.faults.fault import Reply, RequestSeen
from fakes.ledger import RequestReceived
from fakes.operations import Operation, Role
from fakes.venues.coinbase import Coinbase
from fakes.venues.coinbase.cache import MANY, Cache
from fakes.venues.coinbase.digits import Digits, plain, ratio
from fakes.venues.coinbase.identifiers import uuid
from fakes.venues.coinbase.markets import LTCBTC
from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller


def seen(method: str, **parameters: str) -> RequestSeen:
    return RequestSeen(
        request_id=1,
        operation=Operation.QUERY,
        transport="rest",
        parameters=parameters,
        source="10.0.0.1",
        method=method,
    )


def test_keys_have_the_venues_form_and_come_from_chance_alone() -> None:
    names = [Coinbase.new_key_name(Random(seed)) for seed in (1, 1, 2)]
    secrets = [Coinbase.new_secret(Random(seed)) for seed in (1, 1, 2)]

    assert re.fullmatch(r"organizations/[0-9a-f-]{36}/apiKeys/[0-9a-f-]{36}", names[0])
    assert names[0] == names[1] != names[2]
    assert secrets[0] == secrets[1] != secrets[2]
    private = load_pem_private_key(secrets[0].encode(), None)
    assert isinstance(private, EllipticCurvePrivateKey)
    assert private.curve.name == "secp256r1"


def test_ids_are_uuids_of_the_fourth_version() -> None:
    rng = Random(3)

    assert all(
        re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uuid(rng))
        for _ in range(100)
    )


def test_a_market_has_two_names(caller: CoinbaseCaller) -> None:
    assert caller.venue.spellings("BTCUSDT") == ("BTCUSDT", "BTC-USDT")


def test_money_has_no_padding() -> None:
    assert [plain(*each) for each in ((0, 8), (10, 1), (-5, 1), (123_000, 4), (7, 0))] == [
        "0",
        "1",
        "-0.5",
        "12.3",
        "7",
    ]
    assert [ratio(1, 3, 4), ratio(-2, 3, 4), ratio(5, 0, 4), ratio(1, 2, 0)] == [
        "0.3333",
        "-0.6667",
        "0",
        "1",
    ]
    digits = Digits(LTCBTC)
    assert (digits.price(1_500), digits.size(10**8), digits.worth(1_500, 10**8)) == ("0.0015", "1", "0.0015")
    assert (digits.average(150_000, 10**8), digits.half_price(3_001)) == ("0.0015", "0.0015005")


def test_lists_are_cut_wherever_they_stand(caller: CoinbaseCaller) -> None:
    reply = Reply(status=200, body=b'{"orders":[1,2,3],"has_next":false}')
    cut = caller.venue.with_rows(reply, 1)

    assert cut is not None
    assert json.loads(cut.body) == {"orders": [1], "has_next": False}
    assert caller.venue.with_rows(reply, 3) is None
    assert caller.venue.with_rows(Reply(status=200, body=b"[1,2]"), 1) is None


def test_an_order_that_is_not_there_is_missing_from_a_list_and_404_by_itself(caller: CoinbaseCaller) -> None:
    listed = caller.venue.not_found(seen("GET /orders/historical/batch"))
    asked = caller.venue.not_found(seen("GET /orders/historical/{order_id}"))

    assert (listed.status, json.loads(listed.body)["orders"]) == (200, [])
    assert asked.status == 404


def test_requests_are_seen_under_the_labs_names(caller: CoinbaseCaller) -> None:
    order_id = caller.placed(_client_order_id="mine")
    caller.cancel(order_id)
    asked = [entry.fact for entry in caller.venue.ledger.of(RequestReceived)]

    assert [(fact.operation, fact.client_order_id) for fact in asked] == [
        ("place", "mine"),
        ("cancel", "mine"),
    ]


def test_the_cache_forgets() -> None:
    now_s = 0.0
    cache = Cache(lambda: now_s)
    for number in range(MANY):
        cache.keep(str(number), b"")
    now_s = 0.5
    cache.keep("young", b"kept")
    now_s = 1.0
    cache.keep("last", b"")

    assert (cache.get("0"), cache.get("young"), cache.get("last")) == (None, b"kept", b"")
    assert len(cache._kept) == 2


def test_every_role_has_its_host() -> None:
    assert {role: host for role, (host, _) in Coinbase.endpoints.items()} == {
        Role.REST: "api.coinbase.com",
        Role.MARKET: "advanced-trade-ws.coinbase.com",
        Role.USER: "advanced-trade-ws-user.coinbase.com",
    }
