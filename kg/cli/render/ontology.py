"""The ontology in the terminal: the tree, a term, a word looked up, what is there and missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kg.cli.screen import Row, Screen
from kg.messages import languages

if TYPE_CHECKING:
    from kg.glossary import Entry, Glossary, TermHit

MOST_HITS = 20

DRAWN = "abstract icon family handle keyProperty labelProperty maskAs personal flows order"

OWN_HEADINGS = "feeds commits punishedUnder mayConcern stage seedId seedPhrase conceptNumber"

SHOWN = frozenset((*OWN_HEADINGS.split(), *DRAWN.split(), "shortcutProperty"))
"""What is shown in words of its own, and what only pictures and tables need."""

ELSEWHERE = (SHOWN - {"punishedUnder", "mayConcern"}) | {"ofTemplate", "stepActor", "stepAct"}
"""What others say of a term in words of its own: who feeds it, its steps."""

ROOTS = ("Entity", "Link", "Role", "ListedValue", "Judgement")

STEP = "  "


def show_modules(glossary: Glossary, screen: Screen) -> None:
    """Say how many terms each module holds, and how to go on."""
    terms = glossary.terms()
    counted = [(name, sum(t.module == name for t in terms)) for name in glossary.modules()]
    screen.document([{"module": name, "terms": count} for name, count in counted])
    screen.table(
        screen.word("ontology-title", count=len(terms)), ("ontology-module", "terms"), counted
    )
    screen.say("ontology-ways")


def show_tree(glossary: Glossary, names: Sequence[str], screen: Screen) -> None:
    """Draw the classes below some terms, the values of closed lists too."""
    screen.document([_branch(glossary, name, screen.lang) for name in names])
    for name in names:
        for line in _lines(glossary, glossary.term(name), screen.lang, ""):
            screen.line(line)


def _branch(glossary: Glossary, name: str, lang: str) -> dict[str, Any]:
    below = [_branch(glossary, child.name, lang) for child in glossary.children(name)]
    return {"term": name, "label": glossary.term(name).label(lang), "narrower": below}


def _lines(glossary: Glossary, term: Entry, lang: str, margin: str) -> Iterator[str]:
    yield f"{margin}{term.label(lang)}  {term.name}"
    for child in glossary.children(term.name):
        yield from _lines(glossary, child, lang, margin + STEP)


def show_hits(typed: str, hits: Sequence[TermHit], screen: Screen) -> None:
    """Show the terms that a word may mean, best first; what is not shown is said."""
    screen.document([_term_row(hit) for hit in hits])
    if not hits:
        screen.say("no-term", typed=typed)
        return
    lang = screen.lang
    rows = [
        (hit.term.name, hit.term.label("zh"), hit.term.label("en"), hit.term.definition(lang))
        for hit in hits[:MOST_HITS]
    ]
    columns = ("term", "label-zh", "label-en", "definition")
    screen.table(screen.word("terms-found", count=len(hits), typed=typed), columns, rows)
    if len(hits) > MOST_HITS:
        screen.say("more-terms", count=len(hits) - MOST_HITS)


def _term_row(hit: TermHit) -> dict[str, Any]:
    term = hit.term
    labels = {lang: term.label(lang) for lang in languages()}
    return {"term": term.name, "found": hit.word, "labels": labels, "seed_id": term.seed_id}


def show_counts(glossary: Glossary, screen: Screen) -> bool:
    """Show the four counts with what is missing; say whether all are full."""
    from dataclasses import asdict

    from kg.glossary import counts

    coverage_counts = counts(glossary)
    screen.document([asdict(count) for count in coverage_counts])
    rows = [
        (
            screen.word(f"count-{count.what}"),
            f"{count.found}/{count.wanted}",
            ", ".join(count.missing),
            ", ".join(count.twice),
        )
        for count in coverage_counts
    ]
    screen.table("", ("count-of", "present", "missing", "twice"), rows)
    return all(count.full for count in coverage_counts)


def show_term(glossary: Glossary, term: Entry, screen: Screen) -> None:
    """Show all that is known of a term, in the person's language first."""
    rows = list(_facts(glossary, term, screen))
    screen.document({"term": term.name, "facts": [list(row) for row in rows]})
    title = f"{term.label(screen.lang)} · {term.label(_other(screen.lang))}"
    screen.rows([term.name, title], rows)


def _facts(glossary: Glossary, term: Entry, screen: Screen) -> Iterator[Row]:
    """Yield heading and text, where there is one."""
    lang = screen.lang
    texts = {
        "definition": "\n".join(filter(None, (term.definition("zh"), term.definition("en")))),
        "slang": "、".join((*term.slang("zh"), *term.slang("en"))),
        "broader": _labels(glossary.ancestors(term.name), lang),
        "narrower": _labels(glossary.children(term.name), lang),
        "stage": _labels(map(glossary.term, term.pointed_at("stage")), lang),
        "fed-by": _labels(glossary.upstream(term.name), lang),
        "feeds": _labels(glossary.downstream(term.name), lang),
        "may-concern": _labels(glossary.offences(term.name), lang),
        "links-here": _links(glossary, term, screen),
        "template-steps": _labels(glossary.steps(term.name), lang, "\n"),
        "from-opinions": " ".join((term.seed_id, *(f"“{p}”" for p in term.seed_phrases))).strip(),
        "editorial": term.text("editorialNote", lang),
        "example": term.text("example", lang),
        "elsewhere": "\n".join(_mapped(glossary, term)),
        "ontology-module": term.module,
    }
    yield from ((screen.word(head), text) for head, text in texts.items() if text)
    yield from _own_annotations(glossary, term, lang)
    yield from _pointing_annotations(glossary, term, lang)


def _own_annotations(glossary: Glossary, term: Entry, lang: str) -> Iterator[Row]:
    """Yield what the module says in words of its own: articles, dates, steps, targets."""
    for predicate in (*term.said.plain, *term.said.texts):
        if glossary.has(predicate) and predicate not in SHOWN:
            named = [_called(glossary, value, lang) for value in term.pointed_at(predicate)]
            text = "、".join(named) or term.text(predicate, lang)
            yield glossary.term(predicate).label(lang), text


def _pointing_annotations(glossary: Glossary, term: Entry, lang: str) -> Iterator[Row]:
    """Yield who points at the term in such words: whose offence it may be, who breaks it."""
    for said in (*glossary.terms("annotation"), *glossary.terms("property")):
        pointing = glossary.pointing(said.name, term.name)
        if pointing and said.name not in ELSEWHERE:
            yield f"← {said.label(lang)}", _labels(pointing, lang)


def _called(glossary: Glossary, value: str, lang: str) -> str:
    return glossary.term(value).label(lang) if glossary.has(value) else value


def _labels(terms: Any, lang: str, between: str = "、") -> str:
    return between.join(dict.fromkeys(term.label(lang) for term in terms))


def _links(glossary: Glossary, term: Entry, screen: Screen) -> str:
    """Return the links that may start or end at a kind, told from where it stands."""
    lang = screen.lang
    if term.sort != "class" or not glossary.is_a(term.name, "Entity"):
        return ""
    starts = [link for link, is_start in glossary.links_of(term.name) if is_start]
    ends = [link for link, is_start in glossary.links_of(term.name) if not is_start]
    lines = [
        screen.word("links-from", links=_labels(starts, lang)) if starts else "",
        screen.word("links-to", links=_labels(ends, lang)) if ends else "",
    ]
    return "\n".join(filter(None, lines))


def _mapped(glossary: Glossary, term: Entry) -> Iterator[str]:
    for mapping in glossary.mapped(term.name):
        narrowed = f" [{mapping.condition}]" if mapping.condition else ""
        yield f"{mapping.relation}  {mapping.target}{narrowed}  {mapping.target_name}"


def _other(lang: str) -> str:
    return "en" if lang == "zh" else "zh"
