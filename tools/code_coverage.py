"""Code coverage of the connector under test, for --coverage."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any


class CoverageProblem(ValueError):
    """One line that says why coverage cannot be measured."""


@dataclass(frozen=True, slots=True)
class CodeCoverage:
    """Measures from `started` on; the connector must not be imported before."""

    _measure: Any

    @classmethod
    def started(cls, subject: str) -> "CodeCoverage":
        """Raises CoverageProblem."""
        if find_spec("coverage") is None:
            raise CoverageProblem("--coverage needs the package coverage: pip install coverage")
        import coverage

        if subject.endswith(".py"):
            measure = coverage.Coverage(
                data_file=None, config_file=False, include=[str(Path(subject).resolve())]
            )
        elif subject == "reference" or subject.startswith("saboteurs/"):
            measure = coverage.Coverage(
                data_file=None, config_file=False, source_pkgs=["exchanges"], branch=True
            )
        else:
            raise CoverageProblem(f"--coverage measures the reference or your own file, not {subject}")
        measure.start()
        return cls(measure)

    def taken_away(self) -> bytes:
        """What was reached so far, for another process. Nothing is measured afterwards."""
        self._measure.stop()
        return bytes(self._measure.get_data().dumps())

    def brought_home(self, measured: bytes) -> None:
        """Count what another process has taken away as if it had been reached in this one."""
        from coverage import CoverageData

        data = CoverageData(no_disk=True)
        data.loads(measured)
        self._measure.get_data().update(data)

    def finished_percent(self) -> float:
        """Lines and branches that were reached, in percent; 0 when none of the code was."""
        import io

        from coverage.exceptions import NoDataError

        self._measure.stop()
        try:
            return float(self._measure.report(file=io.StringIO()))
        except NoDataError:
            return 0.0
