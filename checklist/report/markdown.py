"""The run as Markdown, for a comment on a change."""

from checklist.measures import bad_ones
from checklist.model import Outcome
from checklist.report.points import points
from checklist.report.summary import Summary, replay_command, worst_rows
from checklist.report.venues import HEADS, NOT_ASKED, matrix, told
from checklist.scoring import Result


def as_markdown(summary: Summary) -> str:
    score = summary.score
    lines = [
        f"## Readiness of {summary.subject} on {summary.place}: {points(score)} of 100",
        "",
        f"**{summary.decision}**, {summary.headline}.",
        "",
        f"{summary.version}, seeds {summary.seeds}, profile {score.profile}, "
        f"checklist {summary.checklist.version}.",
        *(f"Note: {note}." for note in summary.notes),
        "",
        *_venues(summary),
        *_table(summary),
        *_worst(summary),
    ]
    if summary.open:
        lines += ["", "### Not passed", ""]
        for result in summary.open:
            lines += _open_item(result)
    if summary.inapplicable:
        lines += ["", "### Inapplicable", ""]
        lines += [f"- {r.item.id} {_escape(r.item.title)}: {_escape(r.reason)}" for r in summary.inapplicable]
    return "\n".join(lines) + "\n"


def _venues(summary: Summary) -> list[str]:
    """Only when there is something to compare."""
    if len(summary.venues) < 2:
        return []
    rows = [f"| {' | '.join(told(one))} |" for one in summary.venues]
    names = [one.venue for one in summary.venues]
    unsound = [
        f"| {row.item.id} {_escape(row.item.title)} | "
        f"{' | '.join(NOT_ASKED if outcome is None else outcome.value for outcome in row.outcomes)} |"
        for row in matrix(summary)
        if not row.sound
    ]
    if unsound:
        unsound = ["", f"| item | {' | '.join(names)} |", f"|---|{'---|' * len(names)}", *unsound]
    return [f"| {' | '.join(HEADS)} |", "|---|---:|---:|---:|---:|---:|", *rows, *unsound, ""]


def _table(summary: Summary) -> list[str]:
    lines = ["| category | passed | failed | not judged | inapplicable |", "|---|---:|---:|---:|---:|"]
    for category, title in summary.checklist.categories.items():
        outcomes = [result.outcome for result in summary.of_category(category)]
        if outcomes:
            unjudged = outcomes.count(Outcome.INCONCLUSIVE) + outcomes.count(Outcome.UNCOVERED)
            lines.append(
                f"| {category} {title} | {outcomes.count(Outcome.PASSED)} | {outcomes.count(Outcome.FAILED)} "
                f"| {unjudged} | {outcomes.count(Outcome.INAPPLICABLE)} |"
            )
    return lines


def _worst(summary: Summary) -> list[str]:
    rows = [f"| {words} | {value} | {items} |" for words, value, items in worst_rows(summary)]
    return ["", "| worst of the run | value | in |", "|---|---:|---|", *rows] if rows else []


def _open_item(result: Result) -> list[str]:
    item, telling = result.item, result.telling
    lines = [
        f"- **{item.id}** ({item.severity.value}, weight {item.weight}) {_escape(item.title)}",
        f"  - {result.outcome.value}: {_escape(result.reason)}",
    ]
    if telling and (bad := bad_ones(telling.measures)):
        lines.append(f"  - measured: {'; '.join(bad)}")
    if result.outcome is Outcome.FAILED:
        lines.append(f"  - remedy: {_escape(item.remedy)}")
        grounds = ", ".join(_ground(ground.id, ground.source) for ground in item.grounds)
        lines.append(f"  - grounds: {grounds}")
    if telling and telling.token:
        lines.append(f"  - replay: `{replay_command(telling)}`")
    return lines


def _ground(id_: str, source: str) -> str:
    return f"[{id_}]({source})" if source.startswith("https://") else id_


def _escape(text: str) -> str:
    """A reason may quote what a venue sent; it must stay text."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>|#" else char for char in text)
