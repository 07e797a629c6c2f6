"""What a form loses is what its table says, neither more nor less: each aspect leaves a trace."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kg.exports import EXPORTERS, NoMasking, export, masked
from kg.exports.losses import ExportForm, aspect, forms, transfer_forms
from kg.messages import ids
from kg.model import Entity, Evidence, Link, Precision, Proof, Source, stable_id
from kg.schema import load_schema

SHA, OTHER = "1234abcd" * 8, "5678ef01" * 8
LAYOUT = "abcd9876" * 8
PLACES = (
    Evidence(SHA, "place-one", "reader-one", "excerpt-one"),
    Evidence(SHA, "place-two", "reader-one", "excerpt-two"),
)
TRACES = {
    "value": "value-one", "second-value": "value-two", "link-value": "value-three",
    "id": stable_id("Person", "1"), "object": stable_id("DataSet", "1"), "kind": "SellsData",
    "start": "2024-05-01T02:03:04", "end": "2025-06-02T03:04:05", "precision": "minute",
    "amount": "1234.000000000000000001", "currency": "USDT", "proof": "disputed",
    "confidence": "73", "evidence": "place-one", "second-evidence": "place-two",
    "reader": "reader-one", "excerpt": "excerpt-one", "file": "file-name.csv", "file-hash": SHA,
    "layout": LAYOUT, "marking": "marking-one", "case": "case-one",
    "control-characters": "bell\x07",
}  # fmt: skip


@pytest.fixture
def material():
    one, two = (stable_id("Person", n) for n in "12")
    link = Link(
        stable_id("SellsData", "1"), "SellsData", one, two, TRACES["object"],
        datetime(2024, 5, 1, 2, 3, 4, tzinfo=UTC), datetime(2025, 6, 2, 3, 4, 5, tzinfo=UTC),
        Precision.MINUTE, Decimal(TRACES["amount"]), "USDT", {"memo": ("value-three",)}, PLACES,
        Proof.DISPUTED, 73,
    )  # fmt: skip
    values = {"name": ("value-one", "value-two"), "note": ("bell\x07",)}
    people = [Entity(one, "Person", values, PLACES), Entity(two, "Person")]
    source = Source(SHA, "file-name.csv", 10, "bank", LAYOUT, 3, 2, 1, 0, 2, True, 1)
    return masked(
        NoMasking(), case="case-one", entities=people, links=[link], sources=[source],
        schema=load_schema(), marking="marking-one",
    )  # fmt: skip


def spelled(trace: str) -> tuple[str, ...]:
    """Return how a trace may be spelled in a file."""
    return trace, trace.replace("\x07", "\\u0007")


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.suffix)
def test_a_form_loses_what_its_table_says(form: ExportForm, material, tmp_path: Path) -> None:
    written = export(tmp_path / f"x{form.suffix}", material)
    text = "".join(path.read_text("utf-8") for path in written)
    lost = {
        name for name, trace in TRACES.items() if not any(one in text for one in spelled(trace))
    }
    assert lost == set(form.loses)


def test_every_form_has_its_table_and_every_loss_its_words() -> None:
    assert {form.suffix for form in forms()} == set(EXPORTERS)
    assert {form.suffix for form in transfer_forms()} <= set(EXPORTERS)
    for form in (*forms(), *transfer_forms()):
        told = {form.use.id, *(aspect(code).id for code in form.loses)}
        assert told <= set(ids("form-"))
