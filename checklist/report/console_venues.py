"""Several venues side by side on a terminal."""

from rich.table import Table

from checklist.model import Outcome
from checklist.report.marks import MARKS, STYLES
from checklist.report.summary import Summary
from checklist.report.venues import HEADS, NOT_ASKED, matrix, told


def venue_table(summary: Summary) -> Table:
    """A line for each venue."""
    table = Table(header_style="bold")
    for number, name in enumerate(HEADS):
        table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for one in summary.venues:
        table.add_row(*told(one))
    return table


def item_table(summary: Summary, *, sound_ones: bool) -> Table:
    """Item by venue: those that did not go well everywhere, or with `sound_ones` all."""
    table = Table(header_style="bold")
    table.add_column("Item", overflow="fold")
    for one in summary.venues:
        table.add_column(one.venue, no_wrap=True)
    for row in matrix(summary):
        if sound_ones or not row.sound:
            table.add_row(f"{row.item.id} {row.item.title}", *(_cell(outcome) for outcome in row.outcomes))
    return table


def _cell(outcome: Outcome | None) -> str:
    if outcome is None:
        return f"[dim]{NOT_ASKED}[/]"
    return f"[{STYLES[outcome]}]{MARKS[outcome]} {outcome.value}[/]"
