"""Run the gate in a process of its own that need not load anything: forked from one that has loaded it all.

Whoever plays hundreds of connectors would otherwise wait for imports as long as for plays. The process
that is forked is a third one without threads, whatever the caller is and however many he has.
"""

import json
import multiprocessing
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tools.warm"])


class NoReport(RuntimeError):
    """What the gate said instead of writing one."""


def report_on(subject: str, *arguments: str) -> dict[str, Any]:
    """The gate's own report (checklist/report/schema.json) on that subject. Raises NoReport.

    `arguments` are those of the command line, beside --subject.
    """
    with TemporaryDirectory(prefix="apart-") as folder:
        report, said = Path(folder) / "report.json", Path(folder) / "said.txt"
        command = ["--subject", subject, "--jobs", "1", "--quiet", "--save-report", str(report), *arguments]
        process = _FORKING.Process(target=_run, args=(command, str(said)))
        process.start()
        process.join()
        if not report.is_file():
            words = said.read_text().strip() if said.is_file() else ""
            raise NoReport(f"{' '.join(command)}: {words or f'exit code {process.exitcode}'}")
        document: dict[str, Any] = json.loads(report.read_text())
        return document


def _run(command: Sequence[str], said: str) -> None:
    from tools.run_readiness import main

    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    with suppress(SystemExit):
        main(command)
