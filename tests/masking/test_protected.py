"""Who stays masked whatever is asked: also who makes a victim's or a witness's statement."""

from __future__ import annotations

import pytest

from kg.masking.protected import victims
from kg.model import Link
from kg.schema import load_schema


@pytest.mark.parametrize(
    ("kind", "is_protected"), [("victim", True), ("witness", True), ("suspect", False)]
)
def test_speakers_of_statements_are_masked_unless_they_are_suspects(
    kind: str, is_protected: bool
) -> None:
    values = {"statementKind": (kind,), "stance": ("affirms",), "statedRole": ("Victim",)}
    said = Link("x", "States", "speaker", "spoken-of", values=values)
    assert victims([said], load_schema()) == (frozenset({"speaker"}) if is_protected else set())
