"""What a page says of a term itself: kin, links, what is recorded, further facts, other models."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from kg.glossary.entry import Entry
from kg.glossary.site.html_pieces import (
    folded,
    listed,
    pairs,
    section,
    sign_of,
    table,
    term_piece,
)
from kg.glossary.site.site_map import SitePages
from kg.glossary.word_search import QUOTES
from kg.messages import say

HANDLED = {
    *("type", "subClassOf", "domain", "range", "label", "altLabel", "definition", "notation"),
    *("order", "handle", "family", "icon", "abstract", "stage", "keyProperty", "labelProperty"),
    *("shortcutProperty", "objectRange", "flows", "supplyDirection", "personal", "maskAs"),
    *("allowedValue", "seedId", "seedPhrase", "conceptNumber", "editorialNote", "example"),
    *("feeds", "commits", "punishedUnder"),
}
"""What a page says in a place of its own, or what says only how a term is drawn and kept."""
BACKWARDS = HANDLED - {"stage", "punishedUnder", "objectRange"} | {
    *("edgeFrom", "edgeTo", "ofTemplate", "stepActor", "stepAct"),
}
MANY = 20


def kin(book: SitePages, term: Entry) -> Markup:
    """Return broader and narrower terms, and the values of a closed list."""
    glossary = book.glossary
    parents = Markup(" › ").join(map(book.link, reversed(glossary.ancestors(term.name))))
    children = glossary.children(term.name)
    kinds = [child for child in children if child.sort == "class"]
    values = [child for child in children if child.sort == "value"]
    return (
        section(book.say("glossary-broader"), term_piece("paragraph", parents) if parents else "")
        + section(book.say("glossary-narrower"), listed(map(book.link, kinds)))
        + section(book.say("glossary-values"), listed(map(book.link, values)))
    )


def links(book: SitePages, term: Entry) -> Markup:
    """Return the links that may start or end at a kind; the quite general ones fold away."""
    if term.sort != "class" or not book.glossary.is_a(term.name, "Entity"):
        return Markup()
    near: list[list[str]] = []
    general: list[list[str]] = []
    for link, starts in book.glossary.links_of(term.name):
        own, far = _ends(book, link, starts)
        line = [
            Markup("{} {}").format(sign_of(book, link, 20), book.link(link)),
            book.say("glossary-links-out") if starts else book.say("glossary-links-in"),
            Markup("{} {}").format("→" if starts else "←", book.links(far)),
        ]
        is_general = any(entry.name in ("Entity", "Thing") for entry in own)
        (general if is_general and term.name != "Entity" else near).append(line)
    rest = folded(f"{book.say('glossary-general-links')} ({len(general)})", table((), general))
    return section(book.say("glossary-links"), table((), near), rest)


def _ends(book: SitePages, link: Entry, starts: bool) -> tuple[list[Entry], list[Entry]]:
    shortcut = book.glossary.term(link.pointed_at("shortcutProperty")[0])
    ends = [
        [book.glossary.term(name) for name in shortcut.pointed_at(end)]
        for end in ("domain", "range")
    ]
    return (ends[0], ends[1]) if starts else (ends[1], ends[0])


def recorded(book: SitePages, term: Entry) -> Markup:
    """Return what a case may record of a kind, its own first, inherited things folded away."""
    if term.sort != "class":
        return Markup()
    own = _properties(book, [term])
    kept = listed(map(book.link, own))
    inherited = _properties(book, book.glossary.ancestors(term.name))
    more = folded(
        f"{book.say('glossary-inherited')} ({len(inherited)})", listed(map(book.link, inherited))
    )
    return section(book.say("glossary-recorded"), kept, more)


def _properties(book: SitePages, kinds: Iterable[Entry]) -> list[Entry]:
    return [
        term
        for kind in kinds
        for predicate, term in book.named.get(kind.name, ())
        if predicate == "domain" and "DatatypeProperty" in term.said.all("type")
    ]


def of_property(book: SitePages, term: Entry) -> Markup:
    """Return what a property is recorded of and what it takes."""
    if term.sort != "property":
        return Markup()
    ends = [
        (name, term.pointed_at(end))
        for name, end in (("glossary-used-for", "domain"), ("glossary-takes", "range"))
    ]
    return section(
        book.say("glossary-more-facts"),
        pairs((book.say(name), _value(book, "range", values)) for name, values in ends),
    )


def further(book: SitePages, term: Entry) -> Markup:
    """Return whatever else is said of a term, named by the annotation that says it."""
    lines = []
    for predicate in dict.fromkeys([*term.said.plain, *term.said.texts]):
        if predicate in HANDLED or not book.glossary.has(predicate):
            continue
        text = term.text(predicate, book.lang)
        shown = text or _value(book, predicate, term.pointed_at(predicate))
        lines.append((_label(book, predicate), shown))
    return section(book.say("glossary-more-facts"), pairs(lines))


def named_by(book: SitePages, term: Entry) -> Markup:
    """Return who names a term, by the annotation that does."""
    terms_by_predicate: dict[str, list[Entry]] = {}
    for predicate, entry in book.named.get(term.name, ()):
        if predicate not in BACKWARDS and book.glossary.has(predicate):
            terms_by_predicate.setdefault(predicate, []).append(entry)
    return section(
        book.say("glossary-named-by"),
        pairs(
            (_label(book, predicate), _short(book, terms))
            for predicate, terms in terms_by_predicate.items()
        ),
    )


def _short(book: SitePages, terms: list[Entry]) -> Markup:
    if len(terms) <= MANY:
        return book.links(terms)
    rest = folded(book.say("glossary-more", n=len(terms) - MANY), book.links(terms[MANY:]))
    return book.links(terms[:MANY]) + rest


def _label(book: SitePages, predicate: str) -> str:
    return book.glossary.term(predicate).label(book.lang)


def _value(book: SitePages, predicate: str, values: Iterable[str]) -> Markup:
    shown: list[str] = []
    for value in values:
        if book.glossary.has(value):
            shown.append(book.link(book.glossary.term(value)))
        else:
            shown.append(book.say(f"glossary-{value}") if predicate == "range" else value)
    return escape(book.say("list-comma")).join(shown)


def elsewhere(book: SitePages, term: Entry) -> Markup:
    """Return what other models call a term, folded away."""
    mapped = book.glossary.mapped(term.name)
    advice = term_piece("quiet", book.say("glossary-elsewhere-hint"))
    heads = [
        book.say(name) for name in ("glossary-model-name", "glossary-model-id", "glossary-model-is")
    ]
    lines = [
        [
            mapping.target_name,
            term_piece("mapped", mapping.target, mapping.condition),
            book.say(f"glossary-relation-{mapping.relation}"),
        ]
        for mapping in mapped
    ]
    return folded(
        book.say("glossary-elsewhere", n=len(lines)), advice + table(heads, lines) if lines else ""
    )


def notes(book: SitePages, term: Entry) -> Markup:
    """Return the notes on a term's wording and sources, and the Opinions' own words."""
    quoted = [f"“{QUOTES.sub('', phrase)}”" for phrase in term.seed_phrases]
    phrases = [say("glossary-phrase", book.lang, phrases=" · ".join(quoted))] if quoted else []
    texts = [*term.said.texts.get("editorialNote", {}).get(book.lang, ()), *phrases]
    return section(book.say("glossary-editorial"), term_piece("quote", texts) if texts else "")
