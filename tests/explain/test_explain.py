from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from kg.custody import sha256_of
from kg.explain import AS_LOADED, CHANGED, MISSING, NO_FILE, File, explain
from kg.model import Evidence, Link, Proof, Source
from kg.schema import load_schema

SCHEMA = load_schema()


def loaded(path: Path) -> File:
    sha256 = sha256_of(path)
    source = Source(sha256, "流水.csv", 1, "bank", "f" * 64, 1, 1, 0, 0, 1, True, 1)
    return File(source, path)


def transfer(*evidence: Evidence) -> Link:
    return Link(
        "urn:crimechain:transfer:1",
        "Transfer",
        "a",
        "b",
        amount=Decimal("5.00"),
        evidence=evidence,
        proof=Proof.CORROBORATED,
        confidence=80,
    )


def test_a_link_is_explained_down_to_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("付方,收方,金额\n甲,乙,5.00\n", encoding="gb18030")
    file = loaded(path)
    sha256 = file.source.sha256
    fact = transfer(Evidence(sha256, "line 2", "delimited", "甲,乙"))
    said = explain(fact, {sha256: file}, SCHEMA, "en")
    assert (said.label, said.proof, said.confidence) == (
        SCHEMA.kind("Transfer").verb("en"),
        "corroborated",
        80,
    )
    (piece,) = said.pieces
    assert piece.cells == ("甲", "乙", "5.00")
    assert (piece.file, piece.layout, piece.state) == ("流水.csv", "bank", AS_LOADED)


def test_changed_missing_computed_and_unreadable_evidence_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("甲,乙\n", encoding="utf-8")
    file = loaded(path)
    sha256 = file.source.sha256
    files = {sha256: file}

    def state(evidence: Evidence) -> object:
        (piece,) = explain(transfer(evidence), files, SCHEMA).pieces
        return piece.state

    assert "no such line" in str(state(Evidence(sha256, "line 7")))
    assert state(Evidence("", "", "rule")) is NO_FILE
    assert state(Evidence("e" * 64, "line 1")) is MISSING
    path.write_text("甲,丙丁\n", encoding="utf-8")
    assert state(Evidence(sha256, "line 1")) is CHANGED
    path.unlink()
    assert state(Evidence(sha256, "line 1")) is MISSING
