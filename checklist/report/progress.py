"""What a person sees while a run goes on."""

from collections import Counter

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
        self, console: Console, checklist: Checklist, selection: Selection, *, verbose: bool
    ) -> None:
        self._console = console
        self._checklist = checklist
        self._verbose = verbose
        self._suites = list(dict.fromkeys(item.suite for item in selection.items))
        self._outcomes: dict[str, list[Outcome]] = {}
        self._suite = ""
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

    def told(self, evidence: Evidence, last: bool) -> None:
        """One test has ended; `last` = no more evidence comes from it."""
        item = self._checklist.by_id[evidence.item]
        if item.suite != self._suite:
            self._close_suite()
            self._suite = item.suite
        self._outcomes.setdefault(item.id, []).append(evidence.outcome)
        if self._verbose:
            self._print_test(evidence)
        if self._task is not None:
            self._progress.update(self._task, advance=1 if last else 0)

    def stop(self) -> None:
        self._close_suite()
        if self._task is not None:
            self._progress.stop()

    def _print_test(self, evidence: Evidence) -> None:
        style = STYLES[evidence.outcome]
        times = f"{evidence.virtual_s:.0f} s virtual, {evidence.wall_s:.2f} s wall"
        case = "" if evidence.case == "-" else f" [{evidence.case}]"
        self._console.print(
            f"    [{style}]{MARKS[evidence.outcome]} {evidence.outcome.value}[/] "
            f"{evidence.item}{escape(case)}  [dim]{times}  {evidence.digest[:12]}[/]",
            highlight=False,
        )

    def _close_suite(self) -> None:
        if not self._suite:
            return
        counts = Counter(worst(outcomes) for outcomes in self._outcomes.values())
        ended = min(counts, key=list(Outcome).index)
        number = self._suites.index(self._suite) + 1 if self._suite in self._suites else 0
        told = ", ".join(f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome])
        where = f"Category {number}/{len(self._suites)} {self._suite}"
        self._console.print(
            f"[{STYLES[ended]}]{MARKS[ended]}[/] {where}: {told}",
            highlight=False,
        )
        self._outcomes = {}
