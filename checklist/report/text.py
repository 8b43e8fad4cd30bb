"""The run as plain text: the console's report without colour."""

import io

from rich.console import Console

from checklist.report.console import print_summary
from checklist.report.summary import Summary


def as_text(summary: Summary) -> str:
    page = io.StringIO()
    console = Console(file=page, width=120, no_color=True, force_terminal=False, legacy_windows=False)
    console.print(
        f"Readiness of {summary.subject} ({summary.version}) on {summary.place}, "
        f"seeds {summary.seeds}, {summary.timestamp}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    print_summary(console, summary, verbose=True)
    return page.getvalue()
