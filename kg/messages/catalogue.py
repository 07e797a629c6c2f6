"""The sentences of one language, read from its Fluent file when one is first said.

Fluent's own parser takes 0.15 s for the whole file; so the file is cut into its entries here, and
each is parsed by Fluent when it is first needed (0.1 ms).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

FALLBACK = "en"
"""The language of what another one does not say."""
_ENTRY = re.compile(r"^(?=-?[a-zA-Z][\w-]* *=)", re.MULTILINE)
_NAME = re.compile(r"-?[a-zA-Z][\w-]*")
_VARIABLE = re.compile(r"\$(\w+)")
_PLACE = re.compile(r"\{ \$(\w+) \}")
_PLAIN = re.compile(r"[\w-]+ *= *([^{}\n]*(?:\{ \$\w+ \}[^{}\n]*)*?)\s*")
"""An entry of one line in which only arguments stand, without selectors, terms or functions."""
_LONGEST = 2_000
"""Fluent gives up a sentence into which a text of more than 2,500 characters is filled."""
_STAND_IN = re.compile("\ue000\\w+\ue001")
_COMMENT = re.compile(r"^#.*\n?", re.MULTILINE)


@runtime_checkable
class Sayable(Protocol):
    """What is filled in and has a text of its own in each language."""

    def said_in(self, catalogue: Catalogue, headers: Mapping[str, str]) -> str:
        """Return its text in the language of a catalogue."""


class Catalogue:
    """The sentences of one language.

    Args:
        lang: Its code, such as ``zh``.
        source: All of them, in Fluent's syntax.
    """

    def __init__(self, lang: str, source: str) -> None:
        self.lang = lang
        self._entries = dict(_entries(source))
        self._parsed: set[str] = set()
        self._templates: dict[str, str] = {}
        self._bundle: FluentBundle | None = None

    def __contains__(self, id: str) -> bool:  # noqa: A002 - the catalogue's word
        return id in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def variables(self, id: str) -> frozenset[str]:  # noqa: A002
        """Return the names of what a sentence has filled in."""
        return frozenset(_VARIABLE.findall(self._entries[id]))

    def text(self, id: str, arguments: Mapping[str, object], headers: Mapping[str, str]) -> str:  # noqa: A002
        """Return a sentence as this language says it, else in English.

        What an English sentence has filled in is still said in this language, where it can be.

        Args:
            id: Its name; English has it.
            arguments: What is filled in, by name.
            headers: The header in a file for each column that a layout names.
        """
        values = {name: self._value(value, headers) for name, value in arguments.items()}
        if id not in self._entries:
            return catalogue(FALLBACK).text(id, values, headers)
        if (plain := self._plain(id)) and all(isinstance(v, str) for v in values.values()):
            return plain.format_map(_Filled(values))
        long = {_stand_in(n): v for n, v in values.items() if _is_long(v)}
        values |= {name: _stand_in(name) for name in values if _stand_in(name) in long}
        bundle = self._bundle_with(id)
        pattern = bundle.get_message(id).value
        assert pattern is not None, f"{id} has no sentence of its own"
        found, _ = bundle.format_pattern(pattern, values)
        return _STAND_IN.sub(lambda one: long.get(one[0], one[0]), str(found))

    def _plain(self, id: str) -> str:  # noqa: A002
        """Return a sentence whose gaps hold texts as they are, as Python formats it; else nothing.

        Most are such; Fluent takes ten times as long over one.
        """
        if id not in self._templates:
            found = _PLAIN.fullmatch(self._entries[id])
            self._templates[id] = _PLACE.sub(r"{\1}", found[1].rstrip()) if found else ""
        return self._templates[id]

    def _value(self, value: object, headers: Mapping[str, str]) -> Any:
        if isinstance(value, str | int):
            return value
        if isinstance(value, tuple):
            comma = self.text("list-comma", {}, {})
            return comma.join(str(self._value(one, headers)) for one in value)
        return value.said_in(self, headers) if isinstance(value, Sayable) else value

    def _bundle_with(self, id: str) -> FluentBundle:  # noqa: A002
        """Return Fluent's bundle with one sentence in it, and all terms."""
        from fluent.runtime import FluentBundle, FluentResource

        if self._bundle is None:
            self._bundle = FluentBundle([self.lang], use_isolating=False)
            terms = "".join(text for name, text in self._entries.items() if name[0] == "-")
            self._bundle.add_resource(FluentResource(terms))
        if id not in self._parsed:
            self._bundle.add_resource(FluentResource(self._entries[id]))
            self._parsed.add(id)
        return self._bundle


class _Filled(dict[str, Any]):
    """What is filled in; a gap that nothing fills stays as Fluent shows it."""

    def __missing__(self, name: str) -> str:
        return f"{{${name}}}"


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST


def _stand_in(name: str) -> str:
    """Return what stands for a long text while Fluent makes the sentence around it."""
    return f"\ue000{name}\ue001"


def _entries(source: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence's id and its text in Fluent's syntax."""
    for piece in _ENTRY.split(_COMMENT.sub("", source)):
        if name := _NAME.match(piece):
            yield name[0], piece


@cache
def languages(first: str = "") -> tuple[str, ...]:
    """Return the codes of the languages that have a catalogue, one of them before all others."""
    files = resources.files("kg.messages").iterdir()
    codes = sorted(file.name[:-4] for file in files if file.name.endswith(".ftl"))
    return tuple(sorted(codes, key=lambda code: code != first))


@cache
def catalogue(lang: str) -> Catalogue:
    """Return the sentences of one language; of one without a catalogue, English.

    What a language's catalogue does not say yet, is said in English.
    """
    name = lang if lang in languages() else FALLBACK
    file = resources.files("kg.messages").joinpath(f"{name}.ftl")
    return Catalogue(name, file.read_text(encoding="utf-8"))


def preferred_language() -> str:
    """Return the language that the environment asks for: ``KG_LANG`` first, then the locale."""
    wanted = os.environ.get("KG_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    code = re.split(r"[_.@-]", wanted.lower(), maxsplit=1)[0]
    return code if code in languages() else FALLBACK


def ids(prefix: str = "") -> tuple[str, ...]:
    """Return the ids of all sentences that begin with a prefix."""
    return tuple(id for id in catalogue(FALLBACK) if id.startswith(prefix))  # noqa: A001


def template(id: str, lang: str) -> str:  # noqa: A002
    """Return a sentence with what differs in braces, for a page that fills it in itself.

    >>> template("level-steps-away", "zh")
    '距起点 {count} 步'
    """
    said = catalogue(lang) if id in catalogue(lang) else catalogue(FALLBACK)
    gaps = {name: f"{{{name}}}" for name in said.variables(id)}
    return said.text(id, gaps, {})
