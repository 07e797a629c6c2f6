from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from kg.custody import sha256_of
from kg.explain import (
    AS_LOADED,
    CHANGED,
    MISSING,
    NO_FILE,
    ExplainedFile,
    ExplainMaterial,
    explain,
    party,
)
from kg.model import Entity, Evidence, Link, Proof, Source
from kg.schema import load_schema
from kg.values.moments import named_zone

SCHEMA = load_schema()
PAYER = Entity("a", "BankAccount", {"cardNumber": ("0629000000000000014",), "name": ("甲",)})
PAYEE = Entity("b", "CashEnd")
PARTIES = {
    "a": party(PAYER, SCHEMA, "en", handle="A1", holders=["甲", "乙"]),
    "b": party(PAYEE, SCHEMA, "en"),
}


def loaded(path: Path) -> ExplainedFile:
    sha256 = sha256_of(path)
    source = Source(sha256, "流水.csv", 1, "bank", "f" * 64, 1, 1, 0, 0, 1, True, 1)
    return ExplainedFile(source, path)


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
    said = explain(fact, ExplainMaterial({sha256: file}, PARTIES), SCHEMA, "en")
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
        (piece,) = explain(transfer(evidence), ExplainMaterial(files, PARTIES), SCHEMA).pieces
        return piece.state

    assert "no such line" in str(state(Evidence(sha256, "line 7")))
    assert state(Evidence("", "", "rule")) is NO_FILE
    assert state(Evidence("e" * 64, "line 1")) is MISSING
    path.write_text("甲,丙丁\n", encoding="utf-8")
    assert state(Evidence(sha256, "line 1")) is CHANGED
    path.unlink()
    assert state(Evidence(sha256, "line 1")) is MISSING


def test_a_link_says_who_paid_whom_when_and_how_much() -> None:
    fact = replace(transfer(), start=datetime(2024, 5, 1, 16, 30, tzinfo=UTC), currency="CNY")
    material = ExplainMaterial({}, PARTIES, named_zone("Asia/Shanghai"))
    said = explain(fact, material, SCHEMA, "en")
    payer, payee = said.parties["source"], said.parties["target"]
    assert (payer.handle, payer.label, payer.name) == ("A1", "bank account", "0629000000000000014")
    assert payer.also == ("甲", "乙"), "its own name and its holders', each once"
    assert (payee.label, payee.name, payee.also) == ("cash", "", ())
    assert said.start is not None and said.start.isoformat() == "2024-05-02T00:30:00+08:00"
    assert (said.amount, said.currency, said.end) == (Decimal("5.00"), "CNY", None)


def test_a_third_entity_is_a_party_and_an_entity_is_its_own() -> None:
    sold = replace(transfer(), kind="SellsData", object="b")
    said = explain(sold, ExplainMaterial({}, PARTIES), SCHEMA)
    assert list(said.parties) == ["source", "target", "object"]
    assert explain(PAYER, ExplainMaterial({}, PARTIES), SCHEMA).parties == {"itself": PARTIES["a"]}


def test_everything_else_is_said_in_words_and_a_role_is_an_allegation() -> None:
    values = {
        "role": ("CardSeller",),
        "status": ("reversed",),
        "ruleVersion": ("1",),
        "own": ("x",),
    }
    said = dict(
        explain(
            replace(transfer(), values=values), ExplainMaterial({}, PARTIES), SCHEMA, "en"
        ).details
    )
    assert said == {"role": "card seller (alleged)", "flow status": "reversed", "own": "x"}
