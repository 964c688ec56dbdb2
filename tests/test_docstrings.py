"""Public docstrings of the packages below: parameters by name, arrays with shapes, errors by class, kernels in and out.

What is public has no leading underscore, and neither has the class around it. Three things need no section of
parameters: properties, dunder methods, and methods that implement one of a Protocol, which says what they mean.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import gmmgui
from gmmgui.core import errors as core_errors
from gmmgui.data import errors as data_errors

PACKAGES = ("core", "data")
ROOT = Path(gmmgui.__file__).parent
TREES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
Definition = ast.FunctionDef | ast.ClassDef

ARRAY = re.compile(r"\b(Floats|Labels|Indices|Exponents|ArrayLike|NDArray|ndarray)\b")
SHAPE = re.compile(r"\([a-z0-9]+,[^)]*\)|(?:any|same) shape|list of n numbers|\b[nmk] numbers|\b[nmk] labels")
TYPED = {
    name: {base.__name__ for base in each.__mro__}
    for module in (core_errors, data_errors)
    for name, each in vars(module).items()
    if isinstance(each, type) and issubclass(each, Exception)
}
"""Our own errors, each with the names of its bases: naming a base is enough."""


@dataclass(frozen=True)
class Public:
    """A public definition: where it is, and the class around it."""

    file: str
    name: str
    node: Definition
    owner: ast.ClassDef | None

    @property
    def doc(self) -> str:
        return ast.get_docstring(self.node) or ""

    @property
    def is_property(self) -> bool:
        return any(ast.unparse(each).endswith("property") for each in self.node.decorator_list)


def _public(file: str, body: list[ast.stmt], owner: ast.ClassDef | None = None) -> Iterator[Public]:
    for node in body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        yield Public(file, f"{owner.name}.{node.name}" if owner else node.name, node, owner)
        if isinstance(node, ast.ClassDef):
            yield from _public(file, node.body, node)


ALL = [each for file, tree in TREES.items() for each in _public(file, tree.body)]
FUNCTIONS = [each for each in ALL if isinstance(each.node, ast.FunctionDef)]
CLASSES = [each for each in ALL if isinstance(each.node, ast.ClassDef)]


def _is_kernel(node: ast.stmt) -> bool:
    """Is this compiled by numba, as its decorator says?"""
    return isinstance(node, ast.FunctionDef) and any(
        re.match(r"_fast|_exact|njit", ast.unparse(decorator)) for decorator in node.decorator_list
    )


KERNELS = [
    Public("core/backend/kernels.py", node.name, node, None)
    for node in TREES["core/backend/kernels.py"].body
    if isinstance(node, ast.FunctionDef) and _is_kernel(node)
]


def _section(doc: str, title: str) -> str:
    found = re.search(rf"(?ms)^{title}\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", doc)
    return found[1].strip("\n") if found else ""


def _entries(doc: str, title: str) -> dict[str, str]:
    """The entries of a section by name: ``a, b : text`` is two; further lines of one are indented."""
    entries: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", _section(doc, title)):
        names, colon, text = entry.partition(" : ")
        if colon:
            entries.update(dict.fromkeys(re.split(r", ", names), text))
    return entries


def _parameters(node: Definition) -> list[ast.arg]:
    """Those that a caller gives, without self."""
    if isinstance(node, ast.ClassDef):
        return []
    given = node.args
    listed = [*given.posonlyargs, *given.args, given.vararg, *given.kwonlyargs, given.kwarg]
    return [each for each in listed if each is not None and each.arg not in ("self", "cls")]


def _fields(node: Definition) -> dict[str, str]:
    """What makes an object of a class: the parameters of its ``__init__``, else its own fields, with annotations."""
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            return {p.arg: ast.unparse(p.annotation) if p.annotation else "" for p in _parameters(each)}
    annotated = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    named = {each.target.id: ast.unparse(each.annotation) for each in annotated if isinstance(each.target, ast.Name)}
    return {name: text for name, text in named.items() if "ClassVar" not in text and not name.startswith("_")}


def _is_protocol(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "Protocol" for base in node.bases)


CONTRACTS = {
    (each.node.name, tuple(parameter.arg for parameter in _parameters(each.node)))
    for each in FUNCTIONS
    if each.owner is not None and _is_protocol(each.owner)
}


def _implements_contract(each: Public) -> bool:
    """Is this a method of a Protocol, by name and parameters? A leading underscore marks a parameter not used."""
    if each.owner is None or _is_protocol(each.owner):
        return False
    return (each.node.name, tuple(p.arg.lstrip("_") for p in _parameters(each.node))) in CONTRACTS


def _private_functions(file: str) -> dict[str, ast.FunctionDef]:
    body = TREES[file].body
    return {each.name: each for each in body if isinstance(each, ast.FunctionDef) and each.name.startswith("_")}


def _raised(node: ast.FunctionDef, helpers: dict[str, ast.FunctionDef]) -> set[str]:
    """Classes of the errors that stand behind ``raise``: named there, or the type of the helper that makes them."""
    names = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Raise) and isinstance(each.exc, ast.Call):
            name = ast.unparse(each.exc.func)
            maker = helpers.get(name)
            names.add(ast.unparse(maker.returns) if maker is not None and maker.returns else name)
    return names


def _raised_with_helpers(file: str, node: ast.FunctionDef) -> set[str]:
    """What a function raises itself, and which of our own errors the private functions raise that it calls."""
    helpers = _private_functions(file)
    names = {name for name in _raised(node, helpers) if name in TYPED or name.endswith("Error")}
    called = {ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    for name in called & helpers.keys():
        names |= {raised for raised in _raised(helpers[name], helpers) if raised in TYPED}
    return names


def _not_named(names: set[str], doc: str) -> list[str]:
    named = set(_entries(doc, "Raises"))
    return sorted(name for name in names if not named & (TYPED.get(name, set()) | {name}))


def _told(faults: list[str]) -> str:
    return "\n" + "\n".join(faults)


def test_whatever_is_public_has_a_docstring() -> None:
    faults = [f"{each.file}: {each.name}" for each in ALL if not each.doc and not _overrides(each)]
    assert not faults, _told(faults)


def _overrides(each: Public) -> bool:
    """Is this a property or method of a base class in the same file, whose docstring it inherits?"""
    if each.owner is None:
        return False
    classes = {node.name: node for node in TREES[each.file].body if isinstance(node, ast.ClassDef)}
    bases = [ast.unparse(base) for base in each.owner.bases]
    while bases:
        base = classes.get(bases.pop())
        if base is None:
            continue
        if any(isinstance(node, ast.FunctionDef) and node.name == each.node.name for node in base.body):
            return True
        bases += [ast.unparse(further) for further in base.bases]
    return False


def test_functions_of_several_parameters_name_each() -> None:
    faults = []
    for each in FUNCTIONS:
        expected = [parameter.arg for parameter in _parameters(each.node)]
        if each.is_property or _implements_contract(each):
            continue
        named = list(_entries(each.doc, "Parameters"))
        if (len(expected) > 1 or named) and named != expected:
            faults.append(f"{each.file}: {each.name} has {expected}, its docstring {named}")
    assert not faults, _told(faults)


def test_classes_of_several_fields_name_each() -> None:
    faults = []
    for each in CLASSES:
        expected, named = list(_fields(each.node)), list(_entries(each.doc, "Parameters"))
        if (len(expected) > 1 or named) and sorted(named) != sorted(expected):
            faults.append(f"{each.file}: {each.name} has {expected}, its docstring {named}")
    assert not faults, _told(faults)


def test_arrays_that_are_given_have_shapes() -> None:
    faults = []
    for each in ALL:
        given = {p.arg: ast.unparse(p.annotation) for p in _parameters(each.node) if p.annotation}
        if isinstance(each.node, ast.ClassDef):
            given = _fields(each.node)
        if _implements_contract(each):
            continue
        entries = _entries(each.doc, "Parameters")
        for name, annotation in given.items():
            is_array = ARRAY.search(annotation) and "Callable" not in annotation
            if is_array and not SHAPE.search(entries.get(name, "" if entries else each.doc)):
                faults.append(f"{each.file}: {each.name}, {name}: {annotation}")
    assert not faults, _told(faults)


def test_arrays_that_are_returned_have_shapes() -> None:
    faults = []
    for each in FUNCTIONS:
        assert isinstance(each.node, ast.FunctionDef)
        returned = ast.unparse(each.node.returns) if each.node.returns else ""
        without_parameters = each.doc.replace(_section(each.doc, "Parameters") or "\0", "")
        if ARRAY.search(returned) and not SHAPE.search(without_parameters):
            faults.append(f"{each.file}: {each.name} -> {returned}")
    assert not faults, _told(faults)


def test_functions_that_raise_say_so() -> None:
    faults = []
    for each in FUNCTIONS:
        assert isinstance(each.node, ast.FunctionDef)
        missing = _not_named(_raised_with_helpers(each.file, each.node), each.doc)
        faults += [f"{each.file}: {each.name} raises {name}" for name in missing]
    assert not faults, _told(faults)


def test_classes_whose_making_raises_say_so() -> None:
    faults = []
    for each in CLASSES:
        makers = [node for node in each.node.body if isinstance(node, ast.FunctionDef)]
        for maker in makers:
            if maker.name in ("__init__", "__post_init__"):
                missing = _not_named(_raised_with_helpers(each.file, maker), each.doc)
                faults += [f"{each.file}: {each.name} raises {name}" for name in missing]
    assert not faults, _told(faults)


def test_there_are_kernels() -> None:
    assert len(KERNELS) > 50


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda kernel: kernel.name)
def test_kernels_mark_each_argument_as_in_or_out(kernel: Public) -> None:
    entries = _entries(kernel.doc, "Parameters")
    assert list(entries) == [parameter.arg for parameter in _parameters(kernel.node)]
    unmarked = [name for name, text in entries.items() if not re.match(r"(in|out|in-out), ", text)]
    assert not unmarked
