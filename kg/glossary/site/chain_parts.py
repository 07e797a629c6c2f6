"""What a page says of a term's place in the chain: neighbours, templates, acts, offences."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from kg.glossary.drawing.neighbours import TermColumn, draw, neighbours
from kg.glossary.entry import Entry
from kg.glossary.site.html_pieces import drawn, folded, listed, section, table, term_piece
from kg.glossary.site.site_map import SitePages
from kg.messages import say

OPEN = 3
"""So many templates are shown at once; the rest opens on demand."""
HERE = "glossary-here"
STEP_HEADS = (
    *("glossary-step", "glossary-step-who", "glossary-stage"),
    *("glossary-moves", "glossary-step-may"),
)


def _paragraph(text: Markup) -> Markup:
    return term_piece("paragraph", text) if text else text


def in_chain(book: SitePages, term: Entry) -> Markup:
    """Return who feeds a term and where what it has goes, as a picture and in words."""
    glossary = book.glossary
    down = glossary.downstream(term.name)
    near = {term.name, *(entry.name for entry in down)}
    then = [
        two for entry in down for two in glossary.downstream(entry.name) if two.name not in near
    ]
    sections = (
        ("glossary-fed-by-sentence", glossary.upstream(term.name)),
        ("glossary-feeds-sentence", down),
        ("glossary-then-sentence", then),
    )
    sentences = escape(book.say("glossary-between")).join(
        book.say_with(name, book.links(terms)) for name, terms in sections if terms
    )
    picture = drawn(neighbours(glossary, term, book.lang, book.address))
    return section(book.say("glossary-in-chain"), picture, _paragraph(sentences))


def link_ends(book: SitePages, term: Entry) -> Markup:
    """Return from whom to whom a link goes."""
    glossary = book.glossary
    shortcuts = term.pointed_at("shortcutProperty")
    if not shortcuts:
        return Markup()
    shortcut = glossary.term(shortcuts[0])
    ends = [[glossary.term(n) for n in shortcut.pointed_at(p)] for p in ("domain", "range")]
    joined = [
        tuple((a.name, term.name) for a in ends[0]),
        tuple((term.name, b.name) for b in ends[1]),
    ]
    start, end = (tuple(end) for end in ends)
    columns = (
        TermColumn(say("glossary-link-from", book.lang), start, joined[0]),
        TermColumn(say("glossary-link-is", book.lang), (term,), joined[1]),
        TermColumn(say("glossary-link-to", book.lang), end),
    )
    picture = draw(glossary, columns, term, book.lang, book.address)
    thirds = [glossary.term(name) for name in term.pointed_at("objectRange")]
    third = book.say_with("glossary-link-object", book.links(thirds)) if thirds else Markup()
    return section(book.say("glossary-link-picture"), drawn(picture), _paragraph(third))


def in_templates(book: SitePages, term: Entry) -> Markup:
    """Return the steps of whole chains in which a term acts, with those before and after."""
    if term.pointed_at("ofTemplate") or "ChainTemplate" in term.parents:
        return Markup()
    shown = [_around(book, step) for step in book.glossary.steps(term.name)]
    rest = folded(book.say("glossary-more", n=len(shown) - OPEN), Markup().join(shown[OPEN:]))
    return section(book.say("glossary-in-templates"), *shown[:OPEN], rest)


def _around(book: SitePages, step: Entry) -> Markup:
    """Return a step between its neighbours, under the name of its template."""
    glossary = book.glossary
    template = glossary.term(step.said.one("ofTemplate"))
    steps = glossary.steps(template.name)
    at = steps.index(step)
    lines: list[list[str]] = []
    here = 0
    for heading, place in (("glossary-before", at - 1), (HERE, at), ("glossary-after", at + 1)):
        if 0 <= place < len(steps):
            here = len(lines) if heading == HERE else here
            lines.append([book.say(heading), *_step(book, steps[place])])
    return Markup("<h3>{}</h3>").format(book.link(template)) + table((), lines, here)


def steps_of(book: SitePages, term: Entry) -> Markup:
    """Return all steps of a template in their order."""
    if "ChainTemplate" not in term.parents:
        return Markup()
    heads = ("", *map(book.say, STEP_HEADS))
    lines = [
        [str(number), *_step(book, step), book.links(_named(book, step, "mayConcern"))]
        for number, step in enumerate(book.glossary.steps(term.name), 1)
    ]
    return section(book.say("glossary-steps"), table(heads, lines))


def _step(book: SitePages, step: Entry) -> list[str]:
    return [
        book.link(step),
        book.links(_named(book, step, "stepActor")),
        book.links(_named(book, step, "stepStage")),
        book.links(_named(book, step, "moves")),
    ]


def stated(book: SitePages, term: Entry) -> Markup:
    """Return the relations that the Opinions and the law state of a term."""
    edges = {e.name: e for p, e in book.named.get(term.name, ()) if p in ("edgeFrom", "edgeTo")}
    return section(book.say("glossary-stated"), listed(map(book.link, edges.values()), "plain"))


def acts(book: SitePages, term: Entry) -> Markup:
    """Return what a party is alleged to do, or who is alleged to do an act."""
    done = [book.glossary.term(name) for name in term.pointed_at("commits")]
    doers = [entry for predicate, entry in book.named.get(term.name, ()) if predicate == "commits"]
    return section(book.say("glossary-acts"), listed(map(book.link, done))) + section(
        book.say("glossary-actors"), listed(map(book.link, doers))
    )


def offences(book: SitePages, term: Entry) -> Markup:
    """Return the offences that may be in question, with article and range, and why they stand."""
    lines = [
        [
            book.link(offence),
            book.links(_named(book, offence, "underProvision")),
            offence.text("statutoryRange", book.lang),
            book.say(why),
        ]
        for offence, why in _offences(book, term)
    ]
    if not lines:
        return Markup()
    advice = term_piece("quiet", book.say("glossary-never-verdict"))
    return section(book.say("glossary-offences"), table((), lines), advice, ground="law")


def _offences(book: SitePages, term: Entry) -> Iterator[tuple[Entry, str]]:
    """Yield each offence once: stated of the term, else through its acts, else from its steps.

    A step of a chain names what the whole step may concern; that is said only of a term of which
    nothing nearer is known.
    """
    own, acted = (
        _punishing_articles(book, term.name),
        [_punishing_articles(book, act) for act in term.pointed_at("commits")],
    )
    near = dict.fromkeys(own, "glossary-from-term")
    for name in (name for names in acted for name in names):
        near.setdefault(name, "glossary-from-act")
    reasons = near or dict.fromkeys(_of_steps(book, term), "glossary-from-step")
    yield from ((book.glossary.term(name), why) for name, why in reasons.items())


def _of_steps(book: SitePages, term: Entry) -> Iterator[str]:
    if "ChainTemplate" not in term.parents:
        for step in book.glossary.steps(term.name):
            yield from step.pointed_at("mayConcern")


def _punishing_articles(book: SitePages, name: str) -> tuple[str, ...]:
    return book.glossary.term(name).pointed_at("punishedUnder")


def _named(book: SitePages, term: Entry, predicate: str) -> list[Entry]:
    return [book.glossary.term(name) for name in term.pointed_at(predicate)]
