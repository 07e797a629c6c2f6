"""Where everything of the site lies, and how a page names a term: by its label, with a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from kg.glossary.entry import Entry
from kg.glossary.terms import Glossary
from kg.messages import say
from kg.schema import ontology_files
from kg.schema.turtle import TermStatements, read_modules

LANGS = ("zh", "en")
_HERE = "\0"
"""Stands in a text where links go, until the text is escaped."""


def module_headers() -> Mapping[str, TermStatements]:
    """Return what each module says of itself, by its name."""
    statements = read_modules(ontology_files())
    headers = {
        name.rpartition("/")[2]: header for name, header in statements.items() if "/" in name
    }
    return {name: headers[name] for name in sorted(headers)}


def file_of(term: Entry) -> str:
    """Return the file of a term below a language's folder.

    Properties are told apart from classes by more than a capital: some disks do not see capitals.
    """
    plain = term.sort in ("property", "annotation")
    return f"{term.module}/{'property-' if plain else ''}{term.name}.html"


@dataclass(frozen=True, slots=True)
class SitePages:
    """The site in one language, seen from a page that lies ``up`` below the language's folder."""

    glossary: Glossary
    modules: Mapping[str, TermStatements]
    named: Mapping[str, tuple[tuple[str, Entry], ...]]
    lang: str
    up: str = "../"

    @property
    def other(self) -> str:
        """The language that is not this one."""
        return "en" if self.lang == "zh" else "zh"

    def say(self, id: str, /, **values: object) -> str:  # noqa: A002 - the catalogue's word
        """Return a text of the site."""
        return say(id, self.lang, **values)

    def say_with(self, id: str, /, terms: Markup) -> Markup:  # noqa: A002
        """Return a text of the site that names terms by their links."""
        return escape(say(id, self.lang, terms=_HERE)).replace(_HERE, terms)

    def address(self, term: Entry) -> str:
        """Return the way from the page to that of a term."""
        return self.up + file_of(term)

    def link(self, term: Entry) -> Markup:
        """Return a term's label as a link to its page."""
        return Markup('<a href="{}">{}</a>').format(self.address(term), term.label(self.lang))

    def links(self, terms: Iterable[Entry]) -> Markup:
        """Return terms one after another, each once."""
        once = {term.name: term for term in terms}
        return escape(self.say("list-comma")).join(map(self.link, once.values()))

    def module_label(self, name: str, lang: str = "") -> str:
        """Return what a module is called."""
        return self.modules[name].text("label")[lang or self.lang]


def naming(glossary: Glossary) -> dict[str, tuple[tuple[str, Entry], ...]]:
    """Return who names a term and how: the annotations of all terms, read backwards."""
    naming_terms: dict[str, list[tuple[str, Entry]]] = {}
    for term in glossary.terms():
        for predicate, names in term.said.plain.items():
            for name in names:
                if glossary.has(name):
                    naming_terms.setdefault(name, []).append((predicate, term))
    return {name: tuple(pairs) for name, pairs in naming_terms.items()}
