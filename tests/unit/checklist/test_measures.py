"""Which of several numbers is the worst, and what a person reads of them."""

import pytest

from checklist.at_venues import AtVenue
from checklist.evidence import Evidence
from checklist.load import load
from checklist.measures import SHOWN, bad_ones, told, worst_of
from checklist.model import Outcome
from checklist.report.markdown import as_markdown
from checklist.report.summary import Summary
from checklist.report.text import as_text
from checklist.scoring import exit_status, judge, score

CHECKLIST = load()


def test_the_worst_share_is_the_least_and_the_worst_time_the_longest() -> None:
    several = [{"book_true_share": 0.9, "recover_s_max": 3.0}, {"book_true_share": 1.0, "recover_s_max": 9.0}]

    assert worst_of(several) == {"book_true_share": 0.9, "recover_s_max": 9.0}


def test_what_only_one_of_several_has_is_kept() -> None:
    assert worst_of([{}, {"bans": 1.0}, {}]) == {"bans": 1.0}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("book_true_share", 0.9871, "98.7 %"),
        ("book_stale_ms_max", 1125.797, "1125.797 ms"),
        ("order_risk_quote_max", 600.0, "600.00 quote"),
        ("order_risk_quote_s", 1234.5, "1234.5 quote s"),
        ("recover_s_max", 12.5, "12.5 s"),
        ("weight_used_percent_max", 4.083, "4.083 %"),
        ("trades_lost", 3.0, "3"),
    ],
)
def test_a_value_is_told_with_its_unit(name: str, value: float, words: str) -> None:
    assert told(name, value) == words


def test_only_what_is_bad_is_said_beside_a_failure() -> None:
    assert bad_ones(
        {"book_true_share": 1.0, "bans": 0.0, "trades_lost": 2.0, "weight_used_percent_max": 80.0}
    ) == [f"{SHOWN['trades_lost']}: 2"]


def summary() -> Summary:
    """One item failed and lost trades, another passed and was slow."""
    evidence = [
        Evidence(
            item=item,
            case="-",
            venue="binance",
            outcome=outcome,
            reason="so it is",
            token="t",
            measures=measures,
        )
        for item, outcome, measures in (
            ("MD-070", Outcome.FAILED, {"trades_lost": 4.0}),
            ("MD-010", Outcome.PASSED, {"recover_s_max": 7.5}),
        )
    ]
    results = judge(CHECKLIST.items, [need for item in CHECKLIST.items for need in item.needs], evidence)
    counted = score(results, CHECKLIST.policy)
    return Summary(
        subject="mine",
        version="1",
        options={},
        venues=(AtVenue(venue="binance", results=results, score=counted),),
        seeds=1,
        part=None,
        checklist=CHECKLIST,
        results=results,
        score=counted,
        status=exit_status(results, CHECKLIST.policy, counted),
        timestamp="2026-01-02T03:04:05+00:00",
        duration_s=1.0,
    )


@pytest.mark.parametrize("page", [as_text, as_markdown])
def test_reports_show_the_worst_of_the_run_and_the_measure_beside_the_failure(page: object) -> None:
    assert callable(page)
    text = page(summary())

    assert "measured: trades lost in silence: 4" in text
    (row,) = [line for line in text.splitlines() if "slowest to recover" in line]
    assert "7.5 s" in row
    assert "MD-010" in row
