"""What a person is told at the end: table, open items with remedy and replay, score."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from checklist.measures import bad_ones
from checklist.model import Outcome, worst
from checklist.report.console_venues import item_table, venue_table
from checklist.report.marks import MARKS, STYLES
from checklist.report.summary import Summary, replay_command, worst_rows
from checklist.scoring import ExitStatus, Result


def print_banner(console: Console, summary_of: str, options: str) -> None:
    console.print(f"[bold]PRODUCTION DEPLOYMENT VALIDATION[/] {escape(summary_of)}", highlight=False)
    if options:
        console.print(f"[dim]configured: {escape(options)}[/]", highlight=False)


def print_summary(console: Console, summary: Summary, *, quiet: bool = False, verbose: bool = False) -> None:
    """The whole report, or with `quiet` the last line alone."""
    if not quiet:
        if len(summary.venues) > 1:
            console.print(venue_table(summary))
            items = item_table(summary, sound_ones=verbose)
            if items.row_count:
                console.print(items)
        console.print(_table(summary))
        if summary.measures:
            console.print(_worst(summary))
        for result in summary.open:
            if result.outcome is not Outcome.UNCOVERED:
                _print_open(console, result, why=verbose)
        _print_uncovered(console, summary)
        _print_inapplicable(console, summary)
        for note in summary.notes:
            console.print(f"[yellow]note:[/] {escape(note)}", highlight=False)
        console.print(_verdict_panel(summary))
    else:
        console.print(
            f"{summary.headline}. {summary.decision}", highlight=False, markup=False, soft_wrap=True
        )


def _table(summary: Summary) -> Table:
    table = Table(header_style="bold")
    table.add_column("Category", no_wrap=True)
    table.add_column("Status", no_wrap=True)
    for name in ("Passed", "Weight", "Critical"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Details", overflow="fold")
    for category, title in summary.checklist.categories.items():
        results = summary.of_category(category)
        if results:
            table.add_row(*_row(f"{category} {title}", list(results)))
    return table


def _worst(summary: Summary) -> Table:
    table = Table(header_style="bold", title="Worst of the run", title_justify="left")
    table.add_column("Measure", no_wrap=True)
    table.add_column("Value", justify="right", no_wrap=True)
    table.add_column("In", overflow="fold")
    for words, value, items in worst_rows(summary):
        table.add_row(words, value, items)
    return table


def _row(name: str, results: list[Result]) -> tuple[str, ...]:
    applicable = [result for result in results if result.applicable]
    passed = [result for result in applicable if result.passed]
    critical = [result for result in applicable if result.item.critical]
    ended = worst([result.outcome for result in results])
    status = "does not apply" if ended is Outcome.INAPPLICABLE else ended.value
    return (
        name,
        f"[{STYLES[ended]}]{MARKS[ended]} {status}[/]",
        f"{len(passed)}/{len(applicable)}",
        f"{sum(r.item.weight for r in passed)}/{sum(r.item.weight for r in applicable)}",
        f"{sum(r.passed for r in critical)}/{len(critical)}" if critical else "",
        "\n".join(_details(results)),
    )


def _details(results: list[Result]) -> Iterator[str]:
    """The ids of what did not pass; what does not apply is only counted, since it is listed below."""
    for outcome in (Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.UNCOVERED):
        ids = [result.item.id for result in results if result.outcome is outcome]
        if ids:
            yield f"[{STYLES[outcome]}]{outcome.value}[/] {' '.join(ids)}"
    inapplicable = sum(not result.applicable for result in results)
    if inapplicable:
        yield f"[dim]{inapplicable} inapplicable[/]"


def _print_open(console: Console, result: Result, *, why: bool) -> None:
    item, style, telling = result.item, STYLES[result.outcome], result.telling
    lines = [
        f"\n[{style} bold]{MARKS[result.outcome]} {item.id}[/] "
        f"[bold]{escape(item.title)}[/] [dim]({item.severity.value}, weight {item.weight})[/]",
        f"  [{style}]{result.outcome.value}[/]: {escape(result.reason)}",
    ]
    if telling and (bad := bad_ones(telling.measures)):
        lines.append(f"  measured: {escape('; '.join(bad))}")
    if why:
        lines.append(f"  why:     {escape(item.why)}")
    if result.outcome is Outcome.FAILED:
        lines.append(f"  remedy:  {escape(item.remedy)}")
        lines.append("  grounds: " + ", ".join(ground.id for ground in item.grounds))
    if why:
        lines += [
            f"           [dim]{ground.id} {escape(ground.summary)} {escape(ground.source)}[/]"
            for ground in item.grounds
        ]
    if telling and telling.token:
        lines.append(f"  replay:  [cyan]{escape(replay_command(telling))}[/]")
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def _print_uncovered(console: Console, summary: Summary) -> None:
    ids = [result.item.id for result in summary.open if result.outcome is Outcome.UNCOVERED]
    if ids:
        line = f"\n[{STYLES[Outcome.UNCOVERED]}]Not played, and so not passed:[/] {' '.join(ids)}"
        console.print(line, highlight=False, soft_wrap=True)


def _print_inapplicable(console: Console, summary: Summary) -> None:
    by_reason: dict[str, list[str]] = {}
    for result in summary.inapplicable:
        by_reason.setdefault(result.reason, []).append(result.item.id)
    if by_reason:
        console.print("\n[dim]Inapplicable, not counted:[/]")
    for reason, ids in by_reason.items():
        line = f"[dim]- {escape(reason)}: {' '.join(ids)}[/]"
        console.print(line, highlight=False, soft_wrap=True)


def _verdict_panel(summary: Summary) -> Panel:
    styles = {ExitStatus.READY: "green", ExitStatus.COULD_NOT_JUDGE: "yellow"}
    style = styles.get(summary.status, "red")
    lines = [
        f"[bold {style}]{escape(summary.headline)}[/]",
        f"[{style}]{escape(summary.decision)}[/]",
        f"Success Rate: {summary.success_rate_percent:.1f}%, {_items(len(summary.applicable))} "
        f"in {summary.duration_s:.1f} s",
    ]
    if summary.status is ExitStatus.READY and summary.part is None:
        lines.append("SYSTEM READY FOR PRODUCTION DEPLOYMENT")
    if summary.code_coverage_percent is not None:
        lines.append(f"code coverage of the connector: {summary.code_coverage_percent:.1f}%")
    return Panel("\n".join(lines), title=f"{summary.subject} on {summary.place}", border_style=style)


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
