"""What rows say that name two sides and no money: how the two are related."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kg.messages import Message
from kg.sources.proposal.cell_forms import some_of
from kg.sources.proposal.column_roles import TableColumn, is_money
from kg.sources.proposal.guess_column import are_ids
from kg.sources.proposal.party_entries import party_entry
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.registers import KINDS
from kg.sources.proposal.table_draft import TableDraft

_RELATION = re.compile(r"(?i)关系|relation|edge.?type|^(label|type|类型)$")
"""Headers of the word by which a list of relations calls each."""
_WEIGHT = re.compile(r"(?i)(edge[ _]?)?weights?|权重|次数|count|freq(uency)?")
"""Headers of how strong or how frequent a relation is."""
_TOLD = ("time", "clock", "source", "target", "source_name", "target_name", "skip")
"""Roles of columns that say something else than how much moved."""


def relation_tables(draft: TableDraft, source: TableColumn, target: TableColumn) -> dict[str, Any]:
    """Return the ends and the link of rows that relate two sides, as tables of a layout.

    Args:
        draft: The table.
        source: The column that names the one side.
        target: The column that names the other.

    Raises:
        LayoutError: Rows may move money of which no header tells.
    """
    parties = {
        side: party_entry(draft, column, side, f"{side}_name", person=True)
        for side, column in (("source", source), ("target", target))
    }
    _tell_what_ends_are(draft, parties, (source, target))
    _refuse_unsaid_money(draft)
    link: dict[str, Any] = {"kind": "RelatedTo", "source": ["source"], "target": ["target"]}
    if draft.of("time"):
        link["start"] = "time"
    for column in draft.filled("other", "memo"):
        if column.ground != "answer" and _RELATION.search(column.header):
            column.key, link["values"] = "relation", {"recordedAs": "relation"}
            break
    for column in draft.columns:
        if column.cells and column.ground != "answer" and _WEIGHT.fullmatch(column.header):
            column.key = "weight"
            link.setdefault("values", {})["weight"] = "weight"
            break
    return {"parties": parties, "links": [link]}


def _tell_what_ends_are(
    draft: TableDraft, parties: Mapping[str, dict[str, Any]], columns: Sequence[TableColumn]
) -> None:
    """Give the ends of a relation the answered class; ask it where ids stand for names."""
    ends = [party for party in parties.values() if party["kind"] == "Person"]
    if len(ends) < len(parties):
        return
    for end in ends:
        end["kind"] = KINDS[draft.answers.rows or "person"]
    cells = [cell for column in columns for cell in some_of(column.cells)]
    if are_ids(cells) and not draft.answers.rows:
        answers = (PossibleAnswer(kind, Message(f"rows-{kind}")) for kind in KINDS)
        draft.ask("rows", Message("what-are-ends"), answers)


def _refuse_unsaid_money(draft: TableDraft) -> None:
    """Refuse to make mere relations of rows that may move money of which no header tells.

    Raises:
        LayoutError: Some column beside a time looks like one of amounts.
    """
    doubtful = [c for c in draft.columns if c.role not in _TOLD and c.amount and is_money(c)]
    if doubtful and draft.of("time"):
        what = Message("may-be-amounts", columns=[c.name for c in doubtful])
        raise draft.refusal(what, Message("say-roles"))
