"""Evidence and tokens survive their way through text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklist.evidence import BadToken, Evidence, Token
from checklist.model import Outcome

PART = st.text(min_size=1).filter(str.strip)


@settings(derandomize=True, database=None)
@given(subject=PART, case=PART, seed=st.integers(0, 10**9))
def test_a_token_reads_back_as_it_was_written(subject: str, case: str, seed: int) -> None:
    token = Token(subject=subject, venue="binance", item="OR-010", case=case, seed=seed)

    assert Token.parse(str(token)) == token


def test_a_token_of_loopback_says_so_and_names_the_same_world() -> None:
    token = Token(subject="ccxt", venue="binance", item="OR-010", case="-", seed=3, stage="loopback")

    assert str(token) == "ccxt/binance/OR-010/-/3/loopback"
    assert Token.parse(str(token)) == token
    assert token.world == "binance/OR-010/-/3"


def test_a_token_needs_no_quoting_in_a_shell() -> None:
    token = Token(subject="./my own.py", venue="binance", item="OR-010", case="502 & HTML", seed=1)

    assert str(token) == ".%2Fmy%20own.py/binance/OR-010/502%20%26%20HTML/1"


def test_the_world_is_the_same_for_all_subjects() -> None:
    worlds = {
        Token(subject=subject, venue="binance", item="OR-010", case="-", seed=3).world
        for subject in ("reference", "ccxt")
    }

    assert worlds == {"binance/OR-010/-/3"}


@pytest.mark.parametrize(
    "text", ["", "a/b/c", "a/b/c/d/e", "a/b/c//1", "a/b/c/d/-1", "a/b/c/d/1/2", "a/b/c/d/1/loopback/2"]
)
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(BadToken, match="is not a token"):
        Token.parse(text)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_evidence_reads_back_from_json(outcome: Outcome) -> None:
    evidence = Evidence(
        item="OR-010",
        case="-",
        venue="binance",
        outcome=outcome,
        reason="two orders",
        token="reference/binance/OR-010/-/1",
        digest="ab12",
        virtual_s=61.5,
        wall_s=0.02,
        measures={"recover_s_max": 12.5},
    )

    assert Evidence.from_json(evidence.to_json()) == evidence
