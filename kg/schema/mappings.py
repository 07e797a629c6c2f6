"""What other models call our terms: SSSOM tables, one a model, ids and names only.

Format: Simple Standard for Sharing Ontological Mappings (SSSOM), TSV with its metadata in comments.
Ids are always written with the prefix of their model: T0140.002 means two things. A column beyond
the standard is declared as an extension; a row must be true for a tool that passes over it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.errors import FormatError
from kg.messages import Message

Relation = Literal["exact", "close", "broad", "narrow", "related"]
RELATIONS: dict[str, Relation] = {
    "skos:exactMatch": "exact",
    "skos:closeMatch": "close",
    "skos:broadMatch": "broad",
    "skos:narrowMatch": "narrow",
    "skos:relatedMatch": "related",
}
CONDITION = "ext_object_condition"
"""The declared extension: only a table that has conditions has the column."""


@dataclass(frozen=True, slots=True)
class TermMapping:
    """One term of ours, one of another model, and how they relate.

    ``broad`` says that the other is broader than ours. ``condition`` says what the other carries
    when ours is meant, as in STIX ``identity`` with ``identity_class=individual``.
    """

    subject: str
    relation: Relation
    target: str
    target_name: str
    condition: str
    comment: str
    table: str


def read_mappings(folder: Path) -> tuple[TermMapping, ...]:
    """Return every row of every table in a folder, in the order of the files."""
    return tuple(row for path in sorted(folder.glob("*.sssom.tsv")) for row in _rows(path))


def _rows(path: Path) -> Iterator[TermMapping]:
    lines = path.read_text(encoding="utf-8").splitlines()
    begins = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    table = path.name.partition(".")[0]
    reader = csv.DictReader(lines[begins:], delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(reader, begins + 2):
        if row["predicate_id"] not in RELATIONS or not row["subject_id"].startswith("cc:"):
            what = Message("no-mapping", subject=row["subject_id"], relation=row["predicate_id"])
            raise FormatError(what, where=f"{path.name} line {number}")
        yield TermMapping(
            subject=row["subject_id"].removeprefix("cc:"),
            relation=RELATIONS[row["predicate_id"]],
            target=row["object_id"],
            target_name=row["object_label"],
            condition=row.get(CONDITION, ""),
            comment=row["comment"],
            table=table,
        )
