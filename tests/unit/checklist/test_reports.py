"""What the reports say, beyond what the gate's own tests see."""

import dataclasses
import json
import re
from collections.abc import Callable

import jsonschema
import pytest

from checklist.at_venues import AtVenue
from checklist.evidence import Evidence
from checklist.load import load
from checklist.model import Outcome
from checklist.report.json_report import SCHEMA_FILE, as_document
from checklist.report.markdown import as_markdown
from checklist.report.points import points
from checklist.report.summary import Summary
from checklist.report.text import as_text
from checklist.scoring import Result, exit_status, score

CHECKLIST = load()
Build = Callable[..., Summary]


@pytest.fixture
def summary() -> Build:
    """A run over the shipped checklist: everything passed but what is named."""

    def build(*, reason: str = "sent twice", **outcomes: Outcome) -> Summary:
        by_id = {name.replace("_", "-"): outcome for name, outcome in outcomes.items()}
        results = tuple(
            Result(
                item=item,
                outcome=by_id.get(item.id, Outcome.PASSED),
                reason=reason,
                evidence=(
                    Evidence(
                        item=item.id,
                        case="-",
                        venue="binance",
                        outcome=by_id.get(item.id, Outcome.PASSED),
                        reason=reason,
                        token=f"reference/binance/{item.id}/-/1",
                    ),
                ),
            )
            for item in CHECKLIST.items
        )
        counted = score(results, CHECKLIST.policy)
        return Summary(
            subject="reference",
            version="reference 0.1.0",
            options={"timeout_s": 10, "environment": object},
            venues=(AtVenue(venue="binance", results=results, score=counted),),
            seeds=1,
            part=None,
            checklist=CHECKLIST,
            results=results,
            score=counted,
            status=exit_status(results, CHECKLIST.policy, counted),
            timestamp="2026-01-02T03:04:05+00:00",
            duration_s=12.5,
        )

    return build


def test_the_json_keeps_its_schema_when_all_is_well(summary: Build) -> None:
    jsonschema.validate(as_document(summary()), json.loads(SCHEMA_FILE.read_text()))


def test_both_older_forms_of_the_report_are_kept(summary: Build) -> None:
    document = as_document(summary(OR_010=Outcome.FAILED))

    assert document["deployment_ready"] is document["overall_ready"] is False
    assert document["overall_score"] == document["score"] / 100
    assert document["critical_failures"] == ["OR-010"]
    assert document["detailed_results"]["order_integrity"] == {
        "status": "failed",
        "exit_code": 1,
        "critical": True,
    }
    suites = len({item.suite for item in load().items})
    assert document["total_categories"] == suites
    assert (document["passed_categories"], document["failed_categories"]) == (suites - 1, 1)
    assert len(document["category_scores"]) == 7
    assert document["recommendations"][0].startswith("OR-010: Choose the client order id")
    assert "OR-010" in document["deployment_blockers"][0]


def test_options_that_json_does_not_know_become_text(summary: Build) -> None:
    json.dumps(as_document(summary()))


def test_what_a_venue_sent_stays_text_in_markdown(summary: Build) -> None:
    page = as_markdown(summary(OR_010=Outcome.FAILED, reason="<script>alert(1)</script> | `x`"))

    assert "<script>" not in page
    assert "\\<script\\>" in page


def test_what_a_venue_sent_cannot_colour_the_console(summary: Build) -> None:
    page = as_text(summary(OR_010=Outcome.FAILED, reason="[bold red]all is well[/]"))

    assert "[bold red]all is well[/]" in page


def test_points_are_rounded_down_so_that_a_threshold_shown_as_reached_is_reached(summary: Build) -> None:
    counted = summary().score

    assert points(counted) == "100"
    assert points(dataclasses.replace(counted, points=84.97)) == "84.9"


def test_the_headline_never_gives_points_without_coverage(summary: Build) -> None:
    assert re.fullmatch(
        "100 of 100 over 9[0-9] % of the checklist: ready", summary(SE_020=Outcome.INAPPLICABLE).headline
    )


def test_an_inconclusive_item_gives_no_recommendation(summary: Build) -> None:
    assert as_document(summary(OR_010=Outcome.INCONCLUSIVE))["recommendations"] == []
