"""The run as JSON, by the published schema beside this file (schema.json).

Two older forms are kept inside the one document: the keys of an execution report (`deployment_ready`,
`detailed_results`, ...) and those of a readiness report (`overall_score` of 0-1, `category_scores`, ...).
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checklist.at_venues import AtVenue
from checklist.evidence import Evidence
from checklist.model import Outcome
from checklist.report.summary import Summary, replay_command
from checklist.scoring import Result

SCHEMA_VERSION = "1.3"
SCHEMA_FILE = Path(__file__).with_name("schema.json")


def as_json(summary: Summary) -> str:
    """The document, indented, in a fixed order of keys."""
    return json.dumps(as_document(summary), indent=2, ensure_ascii=False) + "\n"


def as_document(summary: Summary) -> dict[str, Any]:
    score = summary.score
    suites = _suites(summary)
    passed = sum(suite["status"] == "passed" for suite in suites.values())
    failed = sum(suite["status"] == "failed" for suite in suites.values())
    return {
        "schema_version": SCHEMA_VERSION,
        "checklist_version": summary.checklist.version,
        "timestamp": summary.timestamp,
        "subject": {
            "name": summary.subject,
            "version": summary.version,
            "options": {key: _plain(value) for key, value in summary.options.items()},
        },
        "venue": summary.venue,
        "venues": {one.venue: _venue(one) for one in summary.venues},
        "stage": summary.stage,
        "seeds": summary.seeds,
        "part": summary.part,
        "notes": list(summary.notes),
        "score": score.points,
        "coverage_percent": score.coverage,
        "measures": summary.measures,
        "band": score.band,
        "profile": score.profile,
        "threshold": score.threshold,
        "exit_status": int(summary.status),
        "deployment_ready": score.ready,
        "overall_ready": score.ready,
        "overall_score": score.points / 100,
        "overall_success_rate": summary.success_rate_percent,
        "category_scores": dict(score.areas),
        "critical_failures": list(score.open_critical),
        "deployment_blockers": list(summary.blockers),
        "recommendations": [f"{result.item.id}: {result.item.remedy}" for result in summary.failed],
        "test_duration_seconds": summary.duration_s,
        "code_coverage_percent": summary.code_coverage_percent,
        "total_categories": len(suites),
        "passed_categories": passed,
        "failed_categories": failed,
        "detailed_results": suites,
        "items": [_item(result, summary.venues) for result in summary.results],
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)


def _suites(summary: Summary) -> dict[str, dict[str, Any]]:
    names = dict.fromkeys(result.item.suite for result in summary.results)
    return {name: _suite(list(summary.of_suite(name))) for name in names}


def _suite(results: list[Result]) -> dict[str, Any]:
    """A suite as the older form knows it; `exit_code` is what pytest alone would say."""
    applicable = [result for result in results if result.applicable]
    if not applicable:
        status = "inapplicable"
    elif all(result.passed for result in applicable):
        status = "passed"
    elif any(result.outcome is Outcome.FAILED for result in applicable):
        status = "failed"
    else:
        status = "inconclusive"
    return {
        "status": status,
        "exit_code": 0 if status in ("passed", "inapplicable") else 1,
        "critical": any(result.item.critical for result in applicable),
    }


def _venue(one: AtVenue) -> dict[str, Any]:
    outcomes = [result.outcome for result in one.results]
    return {
        "score": one.score.points,
        "coverage_percent": one.score.coverage,
        "band": one.score.band,
        "ready": one.score.ready,
        "counts": one.counts,
        "fidelity_percent": one.fidelity_percent,
        "outcomes": {outcome.value: outcomes.count(outcome) for outcome in Outcome},
        "not_asked": [item.id for item in one.not_asked],
    }


def _item(result: Result, venues: Sequence[AtVenue]) -> dict[str, Any]:
    item, telling = result.item, result.telling
    return {
        "id": item.id,
        "title": item.title,
        "category": item.category,
        "suite": item.suite,
        "severity": item.severity.value,
        "weight": item.weight,
        "outcome": result.outcome.value,
        "reason": result.reason,
        "venues": {
            one.venue: found.outcome.value for one in venues if (found := one.of(item.id)) is not None
        },
        "why": item.why,
        "remedy": item.remedy,
        "grounds": [
            {"id": ground.id, "summary": ground.summary, "source": ground.source} for ground in item.grounds
        ],
        "replay": replay_command(telling) if telling and telling.token else None,
        "evidence": [_evidence(one) for one in result.evidence],
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {key: value for key, value in one.to_json().items() if key != "item"}
