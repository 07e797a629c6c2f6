"""CSV for spreadsheets: links in the named file, nodes, evidence and a readme beside it.

A text that a spreadsheet would run as a formula gets one ``'`` in front, and so does a text that
begins with ``'``; taking one ``'`` off gives every text back. Amounts are numbers and get none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from kg.exports.material import ExportMaterial
from kg.messages import languages, say
from kg.model import Entity, Link, Values
from kg.rdf.terms import decimal_literal, time_literal
from kg.schema import Schema

FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the local code page
NODE_COLUMNS = ("id", "kind", "label")
ENDS = ("source", "sourceName", "target", "targetName", "object")
TYPED = ("startTime", "endTime", "precision", "amount", "currency", "proof", "confidence")
LINK_COLUMNS = ("linkId", "kind", "label", *ENDS, *TYPED)
EVIDENCE_COLUMNS = ("fact", "sha256", "file", "locator", "reader", "excerpt")
NUMBERS = frozenset(("amount", "confidence"))


def table(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the links file and the nodes, evidence and readme files beside it."""
    yield "", _file(link_rows(material), NUMBERS)
    yield ".nodes.csv", _file(node_rows(material))
    yield ".evidence.csv", _file(evidence_rows(material))
    advice = (say("csv-readme", lang) for lang in languages(material.lang))
    yield ".readme.txt", (line + "\n" for line in (*material.said(), *advice))


def _file(rows: Iterator[list[str]], numbers: frozenset[str] = frozenset()) -> Iterator[str]:
    heads = next(rows)
    yield BOM
    yield from csv_line([safe_text(head) for head in heads])
    for row in rows:
        cells = zip(heads, row, strict=True)
        yield from csv_line([cell if head in numbers else safe_text(cell) for head, cell in cells])


def node_rows(material: ExportMaterial) -> Iterator[list[str]]:
    """Yield the heads, then one row for each entity, its texts as they are."""
    names = _value_names(entity.values for entity in material.entities)
    yield [*NODE_COLUMNS, *_headed(names, NODE_COLUMNS)]
    for entity in material.entities:
        label = material.schema.kind(entity.kind).label(material.lang)
        yield [entity.id, entity.kind, label, *_cells(entity.values, names)]


def link_rows(material: ExportMaterial) -> Iterator[list[str]]:
    """Yield the heads, then one row for each link, its texts as they are."""
    names = _value_names(link.values for link in material.links)
    called = {entity.id: _called(entity, material.schema) for entity in material.entities}
    yield [*LINK_COLUMNS, *_headed(names, LINK_COLUMNS)]
    for link in material.links:
        yield [*_link_cells(link, called, material), *_cells(link.values, names)]


def evidence_rows(material: ExportMaterial) -> Iterator[list[str]]:
    """Yield the heads, then one row for each piece of evidence of each fact."""
    files = {source.sha256: source.name for source in material.sources}
    yield list(EVIDENCE_COLUMNS)
    facts: list[Entity | Link] = [*material.entities, *material.links]
    for fact in facts:
        for e in fact.evidence:
            name = files.get(e.sha256, "")
            yield [fact.id, e.sha256, name, e.locator, e.reader, e.excerpt]


def _called(entity: Entity, schema: Schema) -> str:
    """Return the name of somebody or something, or else the number by which it is known."""
    names = ("name", *schema.kind(entity.kind).label_properties)
    return next((text for name in names if (text := entity.first(name))), "")


def _link_cells(link: Link, called: dict[str, str], material: ExportMaterial) -> list[str]:
    label = material.schema.kind(link.kind).called(link.values, material.lang)
    cells = {
        "linkId": link.id,
        "label": label,
        "sourceName": called.get(link.source, ""),
        "targetName": called.get(link.target, ""),
        "startTime": "" if link.start is None else time_literal(link.start).value,
        "endTime": "" if link.end is None else time_literal(link.end).value,
        "amount": "" if link.amount is None else decimal_literal(link.amount).value,
    }
    return [cells[name] if name in cells else str(getattr(link, name)) for name in LINK_COLUMNS]


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return "'" + text if text.startswith(FORMULA) else text


def _value_names(facts_values: Iterable[Values]) -> list[str]:
    return sorted({name for values in facts_values for name, texts in values.items() if texts})


def _headed(names: Iterable[str], taken: Sequence[str]) -> list[str]:
    """Return the heads of value columns; a name that is taken gets the prefix ``value:``."""
    clash = (*taken, "value:")
    return [f"value:{n}" if n in taken or n.startswith(clash[-1]) else n for n in names]


def _cells(values: Values, names: Iterable[str]) -> list[str]:
    return [joined(values.get(name, ())) for name in names]


def joined(texts: Iterable[str]) -> str:
    """Return several values as one cell that :func:`parted` takes apart again."""
    return " | ".join(_escaped(text) for text in texts)


def parted(cell: str) -> tuple[str, ...]:
    """Return the values of a cell that :func:`joined` made."""
    if not cell:
        return ()
    return tuple(_unescaped(part) for part in cell.split(" | "))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|") or "\\e"


def _unescaped(part: str) -> str:
    if part == "\\e":
        return ""
    return re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL)


def csv_line(cells: Sequence[str]) -> Iterator[str]:
    """Yield the text of one line; of no cells nothing."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    yield line.getvalue()
