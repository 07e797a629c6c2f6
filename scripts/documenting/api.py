"""The reference of the Python API, made from signatures, docstrings and requests."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any

import kg
import kg.errors
import kg.model
import kg.query
import kg.requests
from kg.cli.help import option_text
from kg.requests.base import Request, option_fields

HEAD = """\
# Python API

What the package `kg` offers to Python, from its docstrings. How to begin stands
in [Python](python.en.md); `python3 scripts/docs` writes this page.

"""
PARTS = (
    "evidence",
    "money",
    "calls",
    "patterns",
    "chains",
    "network",
    "questions",
    "judgements",
    "lookup",
    "sharing",
)
_ROLE = re.compile(r":\w+:`~?([^`]+)`")
_OPTIONS = re.compile(r"Unpack\[(\w+)Options\]")
_SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Yields):$", re.MULTILINE)


def api_page() -> str:
    """Return the page."""
    return HEAD + "\n".join(_page()).rstrip() + "\n"


def _page() -> Iterator[str]:
    yield "## Begin\n"
    for name in ("open_case", "new_case", "load_schema", "view"):
        yield from _function(f"kg.{name}", getattr(kg, name))
    yield "## Case\n"
    yield from _class("kg.Case", kg.Case, "case")
    for name in PARTS:
        yield f"## case.{name}\n"
        yield from _class("", _part(name), f"case.{name}")
    yield "## Requests\n"
    yield "What each question may be given: the options of its command and of its method.\n"
    for kind in _classes(kg.requests):
        if issubclass(kind, Request) and kind is not Request:
            yield from _request(kind)
    yield "## Results\n"
    for kind in dict.fromkeys([kg.query.Answer, *_classes(kg.model), *_returned()]):
        yield from _result(kind)
    yield "## Errors\n"
    yield "Each has an exit code, which the command line ends with.\n"
    for kind in _classes(kg.errors):
        if issubclass(kind, kg.errors.KgError):
            code = getattr(kind, "exit_code", "")
            yield f"- **`{kind.__name__}`** (exit code {code}): {_line(kind.__doc__)}"
    yield ""


def _classes(module: Any) -> list[type]:
    names = getattr(module, "__all__", None) or [
        name
        for name, one in vars(module).items()
        if getattr(one, "__module__", "") == module.__name__
    ]
    found = [getattr(module, name) for name in names if not name.startswith("_")]
    return [one for one in found if isinstance(one, type)]


def _returned() -> Iterator[type]:
    """Yield the classes that methods of the parts return and that their modules only name."""
    for name in PARTS:
        part = _part(name)
        known = _only_named(inspect.getmodule(part))
        for one in vars(part).values():
            if inspect.isfunction(one):
                returned = _type(inspect.signature(one).return_annotation)
                for word in re.findall(r"\w+", returned):
                    if word in known:
                        found = getattr(import_module(known[word]), word)
                        if isinstance(found, type):
                            yield found


def _only_named(module: Any) -> dict[str, str]:
    """Return what a module imports for the type checker only: name and module."""
    return {
        alias.name: node.module or ""
        for block in ast.parse(inspect.getsource(module)).body
        if isinstance(block, ast.If)
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg.")
        for alias in node.names
    }


def _part(name: str) -> type:
    """Return the class of a part of a case, which its constructor names."""
    (made,) = (
        node.value.func.id
        for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(kg.Case.__init__))))
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and node.targets[0].attr == name
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    )
    found: type = getattr(inspect.getmodule(kg.Case), made)
    return found


def _class(title: str, kind: type, called: str) -> Iterator[str]:
    if title:
        yield f"### `{title}`\n"
    yield _text(kind.__doc__)
    for name, one in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(one, property):
            yield f"### `{called}.{name}`\n"
            yield _text(one.fget.__doc__ if one.fget else "")
        elif inspect.isfunction(one):
            yield from _function(f"{called}.{name}", one)


def _function(title: str, one: Any) -> Iterator[str]:
    signature = inspect.signature(one)
    given = list(_parameters(signature))
    returned = signature.return_annotation
    arrow = "" if returned is inspect.Signature.empty else f" -> {_type(returned)}"
    yield f"### `{title}`\n"
    yield f"```text\n{_fitted(title, given, arrow)}\n```\n"
    yield _text(one.__doc__)
    if options := _OPTIONS.search(str(signature)):
        name = f"{options[1]}Request"
        yield f"Options: the fields of [`{name}`](#{name.lower()}).\n"


def _parameters(signature: inspect.Signature) -> Iterator[str]:
    """Yield each parameter as it is written; those behind a star are given by name."""
    starred = False
    for name, one in signature.parameters.items():
        if one.kind is inspect.Parameter.VAR_POSITIONAL:
            starred = True
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        if name != "self":
            yield _parameter(one)


def _parameter(one: inspect.Parameter) -> str:
    star = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    said = f"{star.get(one.kind, '')}{one.name}"
    if one.annotation is not inspect.Parameter.empty:
        said += f": {_type(one.annotation)}"
    if one.default is not inspect.Parameter.empty:
        default = "…" if callable(one.default) else repr(one.default)
        said += f" = {default}"
    return said


def _fitted(title: str, given: list[str], arrow: str) -> str:
    line = f"{title}({', '.join(given)}){arrow}"
    if len(line) <= 96:
        return line
    return "\n".join([f"{title}(", *(f"    {one}," for one in given), f"){arrow}"])


def _type(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "Any")


def _request(kind: type[Request]) -> Iterator[str]:
    yield f"### `{kind.__name__}`\n"
    yield _text(kind.__doc__)
    yield "| field | typed as | default | what it does |\n|---|---|---|---|"
    for one in option_fields(kind):
        flag = f"`{one.flag}`" if one.option else ""
        told = option_text(kind.verb, one.name, "en") if one.option else ""
        yield f"| `{one.name}` | {flag} | `{_default(one.default)}` | {_cell(told)} |"
    yield ""


def _default(value: Any) -> str:
    return "LIMITS" if dataclasses.is_dataclass(value) else repr(value)


def _result(kind: type) -> Iterator[str]:
    yield f"### `{kind.__name__}`\n"
    told, arguments = _without_arguments(kind)
    yield _text(told)
    if issubclass(kind, Enum):
        yield "Values: " + ", ".join(f"`{one.value}`" for one in kind) + "\n"
    elif dataclasses.is_dataclass(kind):
        said = {**_field_texts(kind), **arguments}
        yield "| field | type | |\n|---|---|---|"
        for one in dataclasses.fields(kind):
            typed = _cell(_type(one.type))
            yield f"| `{one.name}` | `{typed}` | {_cell(said.get(one.name, ''))} |"
        yield ""
    for name, one in vars(kind).items():
        if isinstance(one, property) and not name.startswith("_"):
            yield f"- `.{name}`: {_line(one.fget.__doc__ if one.fget else '')}"
        elif inspect.isfunction(one) and not name.startswith("_"):
            yield f"- `.{name}()`: {_line(one.__doc__)}"
    yield ""


def _without_arguments(kind: type) -> tuple[str, dict[str, str]]:
    """Return a docstring without its arguments, and what it says of each of them."""
    told = inspect.cleandoc(kind.__doc__ or "")
    before, _, rest = told.partition("\nArgs:\n")
    section, _, after = rest.partition("\n\n")
    entries = re.split(r"^    (?=\w+: )", section, flags=re.MULTILINE)[1:]
    arguments = {name: _line(text) for name, _, text in (one.partition(": ") for one in entries)}
    return f"{before}\n{after}", arguments


def _field_texts(kind: type) -> dict[str, str]:
    """Return the text that stands below each field of a class."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    pairs = zip(tree.body, tree.body[1:], strict=False)
    return {
        field.target.id: _line(text.value.value)
        for field, text in pairs
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def _line(text: str | None) -> str:
    return _cell(_plain((text or "").strip().split("\n\n")[0]))


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _plain(text: str) -> str:
    return _ROLE.sub(r"`\1`", text).replace("``", "`")


def _text(text: str | None) -> str:
    """Return a docstring as Markdown: its sections as lists, its examples as blocks."""
    lines = inspect.cleandoc(text or "").splitlines()
    return "\n".join(_markdown(lines)) + "\n"


def _markdown(lines: list[str]) -> Iterator[str]:
    section = example = False
    for line in lines:
        if line.lstrip().startswith(">>>") and not example:
            example = True
            yield "```pycon"
        if example:
            if line:
                yield line.split("  # doctest")[0].rstrip()
                continue
            example = False
            yield "```"
        if _SECTION.match(line):
            section = True
            yield f"**{line.rstrip(':')}**\n"
        elif section and line.startswith("    ") and not line.startswith("        "):
            name, colon, rest = line.strip().partition(": ")
            yield f"- `{name}`: {_plain(rest)}" if colon else f"- {_plain(line.strip())}"
        elif section and line.startswith("        "):
            yield f"  {_plain(line.strip())}"
        else:
            section = section and not line.strip()
            yield _plain(line)
    if example:
        yield "```"
