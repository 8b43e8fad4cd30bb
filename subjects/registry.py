"""Find a subject by name (`ccxt`) or by file (`./mine.py`), importing that one module alone.

`saboteurs/a+b` is one connector with the defects of both.
"""

import importlib
import importlib.util
import pkgutil
from pathlib import Path
from types import ModuleType

import subjects
from subjects.base import Subject
from subjects.combining import combined


class UnknownSubject(ValueError):
    """One line that says what is wrong and what to do."""


_NOT_SUBJECTS = ("base", "combining", "naming", "seen", "registry")


def names() -> list[str]:
    """Subjects that ship with the lab."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(subjects.__path__)
        if not module.ispkg and module.name not in _NOT_SUBJECTS
    )


def load(which: str) -> Subject:
    """The subject named, as `name`, `saboteurs/name`, `saboteurs/a+b` or a path that ends in .py."""
    folder, _, rest = which.rpartition("/")
    if "+" in rest and not which.endswith(".py"):
        several = combined(*(_only_subject(f"{folder}/{name}") for name in rest.split("+")))
        several.name = rest
        return several()
    return _only_subject(which)()


def _only_subject(which: str) -> type[Subject]:
    module = _from_file(Path(which)) if which.endswith(".py") else _from_name(which)
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Subject)
        and value.__module__ == module.__name__
        and "name" in vars(value)
    ]
    if len(found) != 1:
        raise UnknownSubject(
            f"{which}: expected one Subject class with a name in this file, found {len(found)}"
        )
    return found[0]


def _from_name(which: str) -> ModuleType:
    name = which.replace("/", ".")
    try:
        if name in names() or importlib.util.find_spec(f"subjects.{name}") is not None:
            return importlib.import_module(f"subjects.{name}")
    except ModuleNotFoundError as error:
        if error.name and not error.name.startswith("subjects"):
            raise UnknownSubject(
                f"{which}: needs the package {error.name!r}, which is not installed"
            ) from error
    raise UnknownSubject(
        f"no subject is called {which!r}; there are {', '.join(names())}, or give a .py file"
    )


def _from_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise UnknownSubject(f"{path}: no such file")
    spec = importlib.util.spec_from_file_location(f"subject_file_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UnknownSubject(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UnknownSubject(f"{path}: raised on import: {type(error).__name__}: {error}") from error
    return module
