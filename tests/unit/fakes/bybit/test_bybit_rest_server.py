"""From the bytes on the wire to a request, or to what is said where there is none (BYB-05, BYB-12)."""

import json
from typing import Any

import pytest

from tests.unit.fakes.faults.bybit_stage import REST, BybitStage, play


def asked(method: str, url: str, **sending: Any) -> tuple[int, Any]:
    """(status, decoded body; None if it is none of the API's)"""
    told: list[tuple[int, Any]] = []

    async def story(stage: BybitStage) -> None:
        async with stage.http.request(method, url, **sending) as answer:
            body = await answer.text()
            told.append((answer.status, json.loads(body) if body.startswith("{") else None))

    play(story)
    return told[0]


@pytest.mark.parametrize("path", ["market/nothing", "../v3/time", "order", ""])
def test_there_is_nothing_at_other_paths(path: str) -> None:
    assert asked("GET", REST + path) == (404, None)


def test_a_method_has_one_verb() -> None:
    assert asked("POST", REST + "market/time") == (400, None)
    assert asked("GET", REST + "order/create") == (400, None)
    assert asked("PUT", REST + "order/create") == (405, None)


def test_a_get_has_no_body() -> None:
    assert asked("GET", REST + "market/time", json={}) == (403, None)


@pytest.mark.parametrize("body", ["{", "[]", "1", "qty=1"])
def test_a_body_is_a_json_object(body: str) -> None:
    status, told = asked("POST", REST + "order/create", data=body)

    assert (status, told["retCode"]) == (200, 10001)


def test_without_a_key_nothing_signed_is_answered() -> None:
    assert asked("POST", REST + "order/create", json={}) == (401, None)


def test_answers_are_json_in_utf8() -> None:
    async def story(stage: BybitStage) -> None:
        async with stage.http.get(REST + "market/time") as answer:
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8"

    play(story)
