"""CSV for spreadsheets: links in the named file, nodes, evidence and a readme beside it.

A text that a spreadsheet would run as a formula gets one ``'`` in front, and so does a text that
begins with ``'``; taking one ``'`` off gives every text back. Amounts are numbers and get none.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.exports.material import ExportMaterial
from kg.messages import languages, say
from kg.model import Entity, Link, Values
from kg.model.fact_tables import EVIDENCE_COLUMNS, LINK_COLUMNS, NODE_COLUMNS, NUMBERS_EVERYWHERE
from kg.rdf.terms import decimal_literal, time_literal
from kg.schema import Schema

FORMULA = tuple("=+-@\t\r\n＝＋－＠'")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the local code page
NUMBERS = frozenset(("amount", "confidence", "evidenceCount"))


def table(material: ExportMaterial) -> Iterator[tuple[str, Iterator[str]]]:
    """Return the links file and the nodes, evidence and readme files beside it."""
    yield "", _file(link_rows(material), NUMBERS)
    yield ".nodes.csv", _file(node_rows(material), NUMBERS)
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
    files = _files(material)
    yield [*NODE_COLUMNS, *_headed(names, NODE_COLUMNS)]
    for entity in material.entities:
        label = material.schema.kind(entity.kind).label(material.lang)
        place, count = _first_place(entity, files)
        yield [entity.id, entity.kind, label, place, count, *_cells(entity.values, names)]


def link_rows(material: ExportMaterial) -> Iterator[list[str]]:
    """Yield the heads, then one row for each link, its texts as they are."""
    names = _value_names(link.values for link in material.links)
    ends = {entity.id: _end_cells(entity, material.schema) for entity in material.entities}
    files = _files(material)
    yield [*LINK_COLUMNS, *_headed(names, LINK_COLUMNS)]
    for link in material.links:
        yield [*_link_cells(link, ends, files, material), *_cells(link.values, names)]


def evidence_rows(material: ExportMaterial) -> Iterator[list[str]]:
    """Yield the heads, then one row for each piece of evidence of each fact."""
    files = _files(material)
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


def _end_cells(entity: Entity, schema: Schema) -> dict[str, str]:
    """Return what a link says of an end: its kind, its name, the numbers known in every file."""
    known = schema.kind(entity.kind).key_properties
    numbers = [
        number
        for properties in NUMBERS_EVERYWHERE.values()
        for name in properties
        if name in known
        for number in entity.values.get(name, ())
    ]
    name = _called(entity, schema)
    return {"Kind": entity.kind, "Number": joined(dict.fromkeys(numbers)), "Name": name}


def _files(material: ExportMaterial) -> dict[str, str]:
    return {source.sha256: source.name for source in material.sources}


def _first_place(fact: Entity | Link, files: Mapping[str, str]) -> tuple[str, str]:
    """Return where a fact stands first, and how many rows tell it."""
    if not fact.evidence:
        return "", "0"
    first = fact.evidence[0]
    file = files.get(first.sha256, first.sha256[:12])
    return " · ".join(filter(None, (file, first.locator))), str(len(fact.evidence))


def _link_cells(
    link: Link,
    ends: Mapping[str, Mapping[str, str]],
    files: Mapping[str, str],
    material: ExportMaterial,
) -> list[str]:
    label = material.schema.kind(link.kind).called(link.values, material.lang)
    sides = {"source": link.source, "target": link.target, "object": link.object}
    place, count = _first_place(link, files)
    cells = {
        f"{side}{part}": ends.get(end, {}).get(part, "")
        for side, end in sides.items()
        for part in ("Kind", "Number", "Name")
    }
    cells |= {
        "linkId": link.id,
        "label": label,
        "evidence": place,
        "evidenceCount": count,
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
