import pickle

import pytest

from scenarios.verdict import Inconclusive, failed, passed


def test_a_verdict_is_its_judgement_and_its_sentence() -> None:
    assert passed("all was told")
    assert not failed("one was not told")
    assert repr(failed("one was not told")) == "<failed: one was not told>"


def test_a_verdict_without_a_sentence_is_none() -> None:
    for judged in (passed, failed, Inconclusive):
        with pytest.raises(ValueError, match="in a sentence"):
            judged("")


def test_a_premise_that_fails_says_so_across_processes_too() -> None:
    assert str(pickle.loads(pickle.dumps(Inconclusive("no fault struck")))) == "no fault struck"  # noqa: S301
