"""What counts for which element at which stage; the data is beside it, in two TOML files.

Sources: the elements are those of the articles of the Criminal Law that the data names; the kinds
of evidence are those of article 50 of the Criminal Procedure Law.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = "here"
COMPUTED = "computed"
"""The kind of what no row says but a rule."""


@dataclass(frozen=True, slots=True)
class FactRule:
    """Which facts count for an element.

    Attributes:
        kind: Their class, with all below it.
        source: The stage at which their source stands; blank: any.
        target: The stage at which their target stands; blank: any.
        role: The stage of the role that they name; blank: none need be named.
        of: The class of their target; blank: any.
        filled: The properties, or ``amount``, of which they must tell at least one.
        apart: Kinds of evidence that do not show it.
        end: At which end who or what it is about stands: ``source`` or ``target``.
    """

    kind: str
    source: str = ""
    target: str = ""
    role: str = ""
    of: str = ""
    filled: tuple[str, ...] = ()
    apart: frozenset[str] = frozenset()
    end: str = ""


@dataclass(frozen=True, slots=True)
class ElementRule:
    """One element at one stage: what it is looked at for, what counts, what would fill it."""

    stage: str
    element: str
    each: str
    facts: tuple[FactRule, ...]
    fill: tuple[str, ...]
    offences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """All elements in their order, the rules by stage, and the kind of evidence of each filler."""

    version: str
    names: tuple[str, ...]
    rules: tuple[ElementRule, ...]
    fill: Mapping[str, str]


@cache
def elements() -> Elements:
    """Return what counts for which element at which stage."""
    document = _file("elements")
    names = tuple(document["elements"])
    rules = tuple(rule for stage in document["stage"] for rule in _rules(stage, names))
    return Elements(document["version"], names, rules, document["fill"])


def _rules(stage: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[ElementRule]:
    for name in names:
        if entry := stage.get(name):
            facts = tuple(_fact(stage["name"], fact) for fact in entry["facts"])
            each, fill = entry.get("each", ""), tuple(entry["fill"])
            yield ElementRule(stage["name"], name, each, facts, fill, tuple(stage["offences"]))


def _fact(stage: str, fact: Mapping[str, Any]) -> FactRule:
    named = {key: stage if fact.get(key) == HERE else fact.get(key, "") for key in _STAGED}
    at_source = fact.get("source") == HERE
    return FactRule(
        kind=fact["kind"],
        of=fact.get("of", ""),
        filled=tuple(fact.get("filled", ())),
        apart=frozenset(fact.get("except", ())),
        end="source" if at_source else "target" if fact.get("target") == HERE else "",
        **named,
    )


_STAGED = ("source", "target", "role")


@dataclass(frozen=True, slots=True)
class EvidenceKinds:
    """By which words of a document's name, or by which layout of a file, its kind is told."""

    words: tuple[tuple[str, tuple[str, ...]], ...]
    layouts: Mapping[str, str]
    statements: frozenset[str]
    document: str
    file: str

    def of_document(self, name: str) -> str:
        """Return the kind of evidence of a document by its name.

        >>> evidence_kinds().of_document("讯问笔录（第2次）第4页")
        'suspect'
        """
        folded = name.casefold()
        for kind, words in self.words:
            if any(word in folded for word in words):
                return kind
        return self.document

    def of_layout(self, layout: str) -> str:
        """Return the kind of evidence of the rows of a file; blank: they prove nothing alone."""
        return self.layouts.get(layout, self.file)


@cache
def evidence_kinds() -> EvidenceKinds:
    """Return by what the kind of evidence is told."""
    document = _file("evidence_kinds")
    words = tuple(
        (entry["kind"], tuple(word.casefold() for word in entry["words"]))
        for entry in document["word"]
    )
    return EvidenceKinds(
        words, document["layouts"], frozenset(document["statements"]),
        document["document"], document["file"],
    )  # fmt: skip


_PAGE = re.compile(r"(第?\s*[0-9一二三四五六七八九十百]+\s*[页行卷]|附件\s*[0-9]+|p\.\s*[0-9]+).*$")


def without_page(document: str) -> str:
    """Return the name of a document without the page: two pages of one are one source.

    >>> without_page("聊天记录提取笔录第12页")
    '聊天记录提取笔录'
    """
    return _PAGE.sub("", document).strip() or document


def _file(name: str) -> Mapping[str, Any]:
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
