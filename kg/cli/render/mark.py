"""What persons say of a case, as tables and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.case.storage.judgement_store import LEGS
from kg.cli.render.log import on_the_clock
from kg.cli.screen import Screen
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.judgements.marks import FactJudgement


def show_judged(case: Case, screen: Screen) -> None:
    """Every word that holds: on which fact, since when, why, and whether the fact is in."""
    judgements = case.judgements.all()
    screen.document(judgements)
    schema = load_schema()
    rows = [
        (
            judgement.handle,
            schema.kind(schema.kind_of_id(judgement.link)).label(screen.lang),
            _judgement_text(judgement, screen),
            judgement.reason,
            on_the_clock(case.folder, judgement.at),
            "" if judgement.in_case else screen.word("not-in-case"),
        )
        for judgement in judgements
    ]
    columns = ("handle", "kind", "judged", "reason", "at", "note")
    screen.table(screen.word("judged-title", count=len(rows)), columns, rows)


def _judgement_text(judgement: FactJudgement, screen: Screen) -> str:
    if judgement.kind == LEGS:
        return screen.word(f"leg-{judgement.proof}")
    value = load_schema().resolve_listed(judgement.proof, "ProofState") if judgement.proof else None
    return value.label(screen.lang) if value else screen.word("kept-apart")
