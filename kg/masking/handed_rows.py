"""Rows of the ledger as they may be handed over: whole, but for who was under 18.

What touches somebody who stays masked is masked as in every export; of all other texts only the
names and numbers that are known to be theirs go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from kg.masking import Masker
from kg.masking.masked_row import KnownOfRow
from kg.masking.masked_text import fold
from kg.model import Entity, Link

Row = dict[str, Any]
ENDS = ("id", "source", "target", "object", "reporter", "a", "b")
"""The columns of all tables that hold the id of a thing or of a fact."""
_KEPT = frozenset(
    (
        *ENDS, "kind", "precision", "currency", "status", "direction", "proof", "member", "issuer",
        "reporter_form", "time_text", "sort", "hash",
    )
)  # fmt: skip
"""Texts of a row that say nothing of who somebody is."""
_PERSON = "urn:crimechain:person:"
_FLOW, _CELLS = "flow_", "row_"


class HandedRows:
    """Masks the rows of the files of a case, table after table, those of a file in one go.

    Args:
        masker: What has learned the whole case.
        protected: The ids that stay masked, also those that go by another id now.
    """

    def __init__(self, masker: Masker, protected: Collection[str]) -> None:
        self._masker, self._protected = masker, frozenset(protected)
        words = "|".join(map(re.escape, masker.words))
        self._known = re.compile(words) if words else None
        self._places = set[tuple[Any, Any]]()

    @property
    def people(self) -> int:
        """How many persons stay masked."""
        return sum(id_.startswith(_PERSON) for id_ in self._protected)

    def begin(self) -> None:
        """Begin with another file."""
        self._places.clear()

    def row(self, table: str, row: Row) -> Row:
        """Return a row of a table as it may leave the case."""
        if table.startswith(_CELLS):
            return self._cells(row)
        if self._protected.isdisjoint(row.get(end) for end in ENDS):
            return {name: self.plain(value) for name, value in row.items()}
        self._places.add((row.get("member"), row.get("row_no")))
        if table == "entity":
            return self._entity(row)
        if table == "link":
            return self._link(row)
        return self._flow(row) if table.startswith(_FLOW) else self._ends(row)

    def plain(self, value: Any) -> Any:
        """Return a plain value, at any depth, without the names and numbers that stay masked."""
        if isinstance(value, str):
            return self._masker.text(value) if self._holds(value) else value
        if isinstance(value, Mapping):
            return {key: self.plain(one) for key, one in value.items()}
        return [self.plain(one) for one in value] if isinstance(value, list | tuple) else value

    def _holds(self, text: str) -> bool:
        """Say whether a text has a name, a number or an id in it that stays masked."""
        if self._known is not None and self._known.search(fold(text)):
            return True
        return "urn:crimechain:" in text

    def _ends(self, row: Row) -> Row:
        return {
            name: self._masker.end(value) if name in ENDS and value else self.plain(value)
            for name, value in row.items()
        }

    def _entity(self, row: Row) -> Row:
        values = _values(row)
        shown = self._masker.entity(Entity(row["id"], row["kind"], values))
        said = json.dumps({k: list(v) for k, v in shown.values.items()}, ensure_ascii=False)
        return {**row, "id": shown.id, "name": shown.first("name"), "values": said}

    def _link(self, row: Row) -> Row:
        link = self._fact(row, row["kind"], _values(row))
        said = json.dumps({k: list(v) for k, v in link.values.items()}, ensure_ascii=False)
        ends = {"source": link.source, "target": link.target, "object": link.object}
        return {**row, **ends, "id": self._masker.id(row["id"]), "values": said}

    def _flow(self, row: Row) -> Row:
        """Return a row of flows; a text that no property is known for does not leave."""
        texts = {
            name: (value,)
            for name, value in row.items()
            if isinstance(value, str) and name not in _KEPT and not name.startswith("decided_")
        }
        shown = self._fact(row, "", texts).values
        said = {name: next(iter(shown.get(name, ())), None) for name in texts}
        ends = self._ends({name: value for name, value in row.items() if name in ENDS[1:]})
        rest = {name: value for name, value in row.items() if name not in texts}
        return {**row, **self._ends(rest), **said, **ends, "id": self._masker.id(row["id"])}

    def _fact(self, row: Row, kind: str, values: Mapping[str, tuple[str, ...]]) -> Link:
        ends = (row.get("source") or "", row.get("target") or "", row.get("object") or "")
        return self._masker.link(Link(row["id"], kind, *ends, values=values))

    def _cells(self, row: Row) -> Row:
        """Return the cells of a row; beside somebody who stays masked only what says nothing."""
        if (row.get("member"), row.get("row_no")) not in self._places:
            return {name: self.plain(value) for name, value in row.items()}
        cells = tuple((n, v) for n, v in row.items() if isinstance(v, str) and n != "member")
        hidden = Entity(min(self._protected), "")
        shown = self._masker.row(cells, [hidden], KnownOfRow(), frozenset())
        masked = {name: text for (name, _), (_, text) in zip(cells, shown, strict=True)}
        return {**row, **masked}


def _values(row: Row) -> dict[str, tuple[str, ...]]:
    return {key: tuple(texts) for key, texts in json.loads(row["values"] or "{}").items()}
