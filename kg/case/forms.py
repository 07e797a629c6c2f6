"""A layout as a form to fill in: its first column names, its words by the ontology, an example."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg.case.folder import write_atomically
from kg.errors import UsageError
from kg.exports.template import Blank, Form, template_book
from kg.schema import Kind, Schema, load_schema
from kg.sources.column_types import column_types
from kg.sources.detect import plain_header
from kg.sources.layout import Column, Layout
from kg.sources.layout_files import find_layout
from kg.sources.tables import EXAMPLES
from kg.sources.workbook import NOT_DATA

Words = Callable[[str], str]
_BY_RULE = ("Pays", "TracedFlow", "HoldsRole")
"""Links that kg itself makes: nobody types them."""
_END = "E"


def write_template(kind: str, out: Path, word: Words, *, lang: str, force: bool) -> None:
    """Write the workbook to fill in for a layout; ``word`` gives the sentences of its help page."""
    if out.suffix.lower() != ".xlsx":
        raise UsageError("a template is a workbook", where=str(out), hint="name it OUT.xlsx")
    if out.is_dir() or (out.exists() and not force):
        raise UsageError("stands there already", where=str(out), hint="--force replaces it")
    form = form_of(find_layout(kind), word, lang)
    write_atomically(out.resolve(), template_book(form))


def form_of(layout: Layout, word: Words, lang: str) -> Form:
    """Return the form of a layout: what may be filled in, and how to."""
    return Form(
        title=layout.label.get(lang) or layout.name,
        blanks=tuple(_blanks(layout, lang)),
        help_title=word("template_help"),
        help_heads=tuple(map(word, ("header", "required", "reads", "words"))),
        help_lines=(word("template_how"), word("template_example"), word("template_load")),
        required={True: word("yes"), False: ""},
        apart=NOT_DATA,
    )


def _blanks(layout: Layout, lang: str) -> Iterator[Blank]:
    """Yield the columns, each header once; the first one marks the example row."""
    seen: dict[str, int] = {}
    headers: set[str] = set()
    offered = dict(_offered(layout, lang))
    for name, column in layout.columns.items():
        if plain_header(column.names[0]) in headers:
            continue
        mark = "" if headers else EXAMPLES[lang]
        headers.add(plain_header(column.names[0]))
        choices = offered.get(name) or _words_of(column, lang)
        example = _example(column, choices, seen)
        about = str(column_types()[column.type][lang])
        required = column.required or column.filled
        yield Blank(column.names[0], about, required, choices, mark + example)


def _example(column: Column, choices: tuple[str, ...], seen: dict[str, int]) -> str:
    examples = choices or column_types()[column.type]["examples"]
    nth = seen[column.type] = seen.get(column.type, -1) + 1
    return str(examples[0 if choices else nth % len(examples)])


def _words_of(column: Column, lang: str) -> tuple[str, ...]:
    """Return the words of a closed list, those of the person's language first."""
    schema = load_schema()
    if column.type == "choice":
        return tuple(dict.fromkeys(word for some in column.choices.values() for word in some))
    if column.type == "proof":
        return _both([one.labels for one in schema.listed("ProofState")], lang)
    if column.type == "currency":
        return tuple(one.code for one in schema.listed("Currency"))
    return ()


def _offered(layout: Layout, lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the columns whose words only the ontology can read: relations, and kinds of party."""
    schema = load_schema()
    for fact in layout.links:
        if fact.spoken:
            yield fact.spoken, _relations(schema, lang)
    for party in layout.parties.values():
        if column := party.spoken.get("kind"):
            kinds = [kind for kind in schema.entity_kinds() if kind.handle != _END]
            yield column, _both([kind.labels for kind in kinds], lang)


def _relations(schema: Schema, lang: str) -> tuple[str, ...]:
    kinds = [k for k in schema.link_kinds() if not k.flows and k.name not in _BY_RULE]
    kinds.sort(key=lambda kind: kind.family != "people")
    links = [word for word in _both([k.labels for k in kinds], lang) if _one(schema, word)]
    return (*links, *_both([role.labels for role in schema.roles()], lang))


def _one(schema: Schema, word: str) -> Kind | None:
    """Return the link that a word means, where it means one alone."""
    found = schema.resolve(word, "link")
    return found[0] if len(found) == 1 else None


def _both(labels: list[Mapping[str, str]], lang: str) -> tuple[str, ...]:
    """Return the labels in the person's language, then those in the other one."""
    other = "en" if lang == "zh" else "zh"
    return tuple(dict.fromkeys(one[tongue] for tongue in (lang, other) for one in labels))
