"""Load the subject that a command line names, or say in one line why that cannot be done."""

import warnings
from functools import cache
from pathlib import Path

import simulation.early  # noqa: F401 - a connector may bind the clock while it is imported
from subjects import registry
from subjects.base import Capability, Subject


class SubjectProblem(ValueError):
    """One line that says what is wrong and what to do next."""


@cache
def load_subject(which: str) -> Subject:
    """The subject of this name or file, loaded once in a process. Raises SubjectProblem."""
    try:
        with warnings.catch_warnings():
            # what a stranger's library warns of is not for our own strictness to judge
            warnings.simplefilter("ignore")
            return registry.load(which)
    except registry.UnknownSubject as error:
        raise SubjectProblem(_one_line(str(error))) from error
    except (Exception, SystemExit) as error:
        # whatever a stranger's module raises on import or in its constructor
        reason = _one_line(f"{type(error).__name__}: {error}")
        raise SubjectProblem(
            f"{which}: raised while loading: {reason}; to see where, run: python {_import_hint(which)}"
        ) from error


def capability_names(subject: Subject) -> frozenset[str]:
    """What the subject offers, as the checklist spells it."""
    return frozenset(flag.name for flag in Capability if flag in subject.capabilities and flag.name)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _import_hint(which: str) -> str:
    return which if Path(which).suffix == ".py" else f"-c 'import subjects.{which.replace('/', '.')}'"
