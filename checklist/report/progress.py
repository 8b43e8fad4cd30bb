"""What a person sees while a run goes on."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from checklist.evidence import Evidence
from checklist.model import Checklist, Outcome, worst
from checklist.report.marks import MARKS, STYLES
from checklist.selection import Selection


class LiveProgress:
    """Says how far a run is: a bar on a terminal, and a line for each suite that has ended.

    Tests come suite by suite, in the order of play; a suite has ended when the first evidence of
    another one comes.
    """

    def __init__(
        self,
        console: Console,
        checklist: Checklist,
        selection: Selection,
        *,
        verbose: bool,
        several_venues: bool = False,
    ) -> None:
        self._console = console
        self._checklist = checklist
        self._verbose = verbose
        self._several_venues = several_venues
        self._suites = list(dict.fromkeys(item.suite for item in selection.items))
        self._outcomes: dict[str, dict[str, list[Outcome]]] = {}
        """Of the suite that has begun and not ended, by item."""
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            # no thread of its own: the lab forbids threads during a play, and moves the clock
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task: TaskID | None = None

    def start(self, tests: int) -> None:
        """Begin with this many tests ahead."""
        if self._console.is_terminal:
            self._task = self._progress.add_task("", total=tests)
            self._progress.start()
            self._progress.refresh()

    def playing(self, item_id: str) -> None:
        """Show what is being played; it may take a while."""
        if self._task is not None:
            self._progress.update(self._task, description=item_id)
            self._progress.refresh()

    def ended(self) -> None:
        """One test has been played; what it showed is told when its turn comes."""
        if self._task is not None:
            self._progress.update(self._task, advance=1)
            self._progress.refresh()

    def told(self, evidence: Evidence) -> None:
        """What a test showed, in the order of play."""
        item = self._checklist.by_id[evidence.item]
        if item.suite not in self._outcomes:
            self._close_suites()
        self._outcomes.setdefault(item.suite, {}).setdefault(item.id, []).append(evidence.outcome)
        if self._verbose:
            self._print_test(evidence)

    def stop(self) -> None:
        self._close_suites()
        if self._task is not None:
            self._progress.stop()

    def _print_test(self, evidence: Evidence) -> None:
        style = STYLES[evidence.outcome]
        times = f"{evidence.virtual_s:.0f} s virtual, {evidence.wall_s:.2f} s wall"
        case = "" if evidence.case == "-" else f" [{evidence.case}]"
        case += f" at {evidence.venue}" if self._several_venues else ""
        self._console.print(
            f"    [{style}]{MARKS[evidence.outcome]} {evidence.outcome.value}[/] "
            f"{evidence.item}{escape(case)}  [dim]{times}  {evidence.digest[:12]}[/]",
            highlight=False,
        )

    def _close_suites(self) -> None:
        for suite, items in self._outcomes.items():
            self._close_suite(suite, items)
        self._outcomes.clear()

    def _close_suite(self, suite: str, items: Mapping[str, Sequence[Outcome]]) -> None:
        counts = Counter(worst(outcomes) for outcomes in items.values())
        ended = min(counts, key=list(Outcome).index)
        told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome])
        number = self._suites.index(suite) + 1 if suite in self._suites else 0
        where = f"Category {number}/{len(self._suites)} {suite}"
        self._console.print(
            f"[{STYLES[ended]}]{MARKS[ended]}[/] {where}: {told}",
            highlight=False,
        )
