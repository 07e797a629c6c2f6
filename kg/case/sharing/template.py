"""A layout as a form to fill in: its first column names, its words by the ontology, an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.case.sharing.output_paths import checked_place, write_out
from kg.errors import UsageError
from kg.exports.template_workbook import TemplateColumn, TemplateForm, template_book
from kg.messages import Message, say
from kg.schema import Kind, Schema, load_schema
from kg.schema.meanings import INFERRED_LEG, ROLE_CLAIM, STATES, TRACED_FLOW
from kg.sources.detect_layout import plain_header
from kg.sources.layout import Layout, LayoutColumn
from kg.sources.layout_files import column_types, find_layout
from kg.sources.tables import EXAMPLES
from kg.sources.workbook import NOT_DATA

Words = Callable[[str], str]
_BY_RULE = (TRACED_FLOW, INFERRED_LEG, ROLE_CLAIM, STATES)
"""Links that kg itself makes: nobody types them."""
_END = "E"
_LIKELY = "Recruits"


def write_template(kind: str, out: Path, word: Words, *, lang: str, force: bool) -> None:
    """Write the workbook to fill in for a layout; ``word`` gives the sentences of its help page."""
    if out.suffix.lower() != ".xlsx":
        raise UsageError(
            Message("template-is-workbook"), where=str(out), hint=Message("name-out-xlsx")
        )
    checked_place(out, force=force)
    form = form_of(find_layout(kind), word, lang)
    write_out(out, template_book(form), force=force, private=False)


def form_of(layout: Layout, word: Words, lang: str) -> TemplateForm:
    """Return the form of a layout: what may be filled in, and how to."""
    return TemplateForm(
        title=layout.label.get(lang) or layout.name,
        blanks=tuple(_blanks(layout, word, lang)),
        help_title=word("template-help"),
        help_heads=tuple(map(word, ("header", "required", "reads", "words"))),
        help_lines=(word("template-how"), word("template-example"), word("template-load")),
        required={True: word("yes"), False: ""},
        apart=NOT_DATA,
    )


@dataclass(frozen=True, slots=True)
class _ColumnText:
    """What the ontology alone can read in a column: what it asks for, its words, an example."""

    about: str
    choices: tuple[str, ...]
    example: str


def _blanks(layout: Layout, word: Words, lang: str) -> Iterator[TemplateColumn]:
    """Yield the columns, each header once; the first one marks the example row."""
    seen: Counter[str] = Counter()
    headers: set[str] = set()
    spoken = dict(_spoken(layout, word, lang))
    for name, column in layout.columns.items():
        if plain_header(column.names[0]) in headers:
            continue
        mark = "" if headers else EXAMPLES[lang]
        headers.add(plain_header(column.names[0]))
        text = spoken.get(name) or _text_of_type(column, seen, lang)
        required = column.required or column.filled
        yield TemplateColumn(
            column.names[0], text.about, required, text.choices, mark + text.example
        )


def _text_of_type(column: LayoutColumn, seen: Counter[str], lang: str) -> _ColumnText:
    """Return what a column asks for by its type; a second column of a type gets another example."""
    choices = _words_of(column, lang)
    examples = choices[:1] or column_types()[column.type]
    example = str(examples[min(seen[column.type], len(examples) - 1)])
    seen[column.type] += 1
    if column.type == "text" and not column.required:
        example = ""
    return _ColumnText(say(f"column-type-{column.type}", lang), choices, example)


def _spoken(layout: Layout, word: Words, lang: str) -> Iterator[tuple[str, _ColumnText]]:
    """Yield the columns whose words only the ontology can read: relations, parties, kinds."""
    schema = load_schema()
    names = iter(column_types()["name"])
    for party in layout.parties.values():
        named = next(names, "") if _is_required(layout, party.spoken.get("text", "")) else ""
        if column := party.spoken.get("text"):
            yield column, _ColumnText(word("template-party"), (), named)
        if column := party.spoken.get("kind"):
            kinds = [kind for kind in schema.entity_kinds() if kind.handle != _END]
            words = _both([kind.labels for kind in kinds], lang)
            yield column, _ColumnText(word("template-kind"), words, words[0] if named else "")
        if column := party.spoken.get("scope"):
            yield column, _ColumnText(word("template-scope"), (), "")
    for fact in layout.links:
        if fact.spoken:
            likely = schema.kind(_LIKELY).label(lang)
            yield (
                fact.spoken,
                _ColumnText(word("template-relation"), _relations(schema, lang), likely),
            )
        if fact.capacity:
            roles = _both([role.labels for role in schema.roles()], lang)
            yield fact.capacity, _ColumnText(word("template-capacity"), roles, "")


def _is_required(layout: Layout, column: str) -> bool:
    return bool(column) and layout.columns[column].required


def _words_of(column: LayoutColumn, lang: str) -> tuple[str, ...]:
    """Return the words of a closed list, those of the person's language first."""
    schema = load_schema()
    if column.type == "choice":
        return tuple(dict.fromkeys(word for some in column.choices.values() for word in some))
    if column.type == "proof":
        return _both([value.labels for value in schema.listed("ProofState")], lang)
    if column.type == "currency":
        return tuple(value.code for value in schema.listed("Currency"))
    return ()


def _relations(schema: Schema, lang: str) -> tuple[str, ...]:
    kinds = [k for k in schema.link_kinds() if not k.flows and k.name not in _BY_RULE]
    kinds.sort(key=lambda kind: kind.family != "people")
    links = [word for word in _both([k.labels for k in kinds], lang) if _single_kind(schema, word)]
    return (*links, *_both([role.labels for role in schema.roles()], lang))


def _single_kind(schema: Schema, word: str) -> Kind | None:
    """Return the link that a word means, where it means one alone."""
    kinds = schema.resolve(word, "link")
    return kinds[0] if len(kinds) == 1 else None


def _both(labels: list[Mapping[str, str]], lang: str) -> tuple[str, ...]:
    """Return the labels in the person's language, then those in the other one."""
    other = "en" if lang == "zh" else "zh"
    return tuple(dict.fromkeys(label[tongue] for tongue in (lang, other) for label in labels))
