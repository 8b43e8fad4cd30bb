"""How an outcome looks on a terminal."""

from checklist.model import Outcome

STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.INCONCLUSIVE: "yellow",
    Outcome.UNCOVERED: "yellow",
    Outcome.INAPPLICABLE: "dim",
}
MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.INCONCLUSIVE: "?",
    Outcome.UNCOVERED: "?",
    Outcome.INAPPLICABLE: "-",
}
