"""What the tests of the suites do, read from their source without importing them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One test of one item."""

    item: str
    suite: str
    function: str
    faults: tuple[str, ...]
    """Classes of fakes.faults that it plans, as far as its own lines and the cases it is given name them."""
    checks: tuple[str, ...]
    """What the checks that it asserts say of themselves: the first sentence of each."""


def proofs(root: Path) -> list[Proof]:
    """Every marked test, in the order of files and lines."""
    checks = dict(_checks(root / "scenarios" / "checks"))
    named = frozenset(_faults(root / "fakes" / "faults")) - {"Fault"}  # the base of all
    means = dict(_functions(root / "scenarios" / "means.py"))
    return [
        proof
        for path in sorted((root / "tests" / "production_readiness").glob("test_*.py"))
        for proof in _proofs(path, checks, named, means)
    ]


def _proofs(
    path: Path, checks: dict[str, str], faults: frozenset[str], means: dict[str, ast.AST]
) -> Iterator[Proof]:
    tree = ast.parse(path.read_text())
    shared: dict[str, ast.AST] = means | {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        names = list(_names(node, shared))
        for item in _items(node):
            yield Proof(
                item=item,
                suite=path.stem.removeprefix("test_"),
                function=node.name,
                faults=tuple(dict.fromkeys(name for name in names if name in faults)),
                checks=tuple(dict.fromkeys(checks[name] for name in names if name in checks)),
            )


def _items(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    calls = [decorator for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return [ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "pytest.mark.item"]


def _names(node: ast.AST, shared: dict[str, ast.AST]) -> Iterator[str]:
    """Every name in it, and those in the values of the module and in the means that it uses."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
            if part.id in shared:
                yield from _names(shared[part.id], {k: v for k, v in shared.items() if k != part.id})


def _functions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node


def _checks(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                returns = ast.unparse(node.returns) if node.returns else ""
                if returns == "Verdict" and (about := ast.get_docstring(node)):
                    yield node.name, " ".join(about.split("\n\n")[0].split())


def _faults(folder: Path) -> Iterator[str]:
    """Each fault stands in the file of its name."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and node.name.lower() == path.stem.replace("_", ""):
                yield node.name
