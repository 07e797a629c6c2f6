"""The counts say what is missing and what stands twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.glossary import CoverageCount, counts, load_glossary
from kg.schema import ontology_files


def by_name(folder: Path | None = None) -> dict[str, CoverageCount]:
    return {count.what: count for count in counts(load_glossary(folder))}


def test_the_ontology_is_complete() -> None:
    found = {what: (count.found, count.wanted) for what, count in by_name().items()}
    assert found == {
        "seed": (103, 103),
        "concepts": (155, 155),
        "edges": (37, 37),
        "templates": (12, 12),
    }
    assert all(count.full for count in by_name().values())


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    for file in ontology_files():
        text = file.read_text("utf-8")
        for old, new in (
            ('cc:seedId "A07"', 'cc:seedId "A08"'),
            ("cc:conceptNumber 28 ", "cc:conceptNumber 27 "),
            ('skos:notation "E05"', 'skos:notation "E99"'),
            ("cc:ofTemplate cc:CT12", "cc:ofTemplate cc:CT11"),
        ):
            text = text.replace(old, new)
        (tmp_path / file.name).write_text(text, "utf-8")
    return tmp_path


def test_what_is_missing_or_stands_twice_is_named(damaged: Path) -> None:
    found = by_name(damaged)
    assert (found["seed"].missing, found["seed"].twice) == (("A07",), ("A08",))
    assert (found["concepts"].missing, found["concepts"].twice) == (("28",), ("27",))
    assert found["edges"].missing == ("E05",)
    assert found["templates"].missing == ("CT12",)
    assert not any(count.full for count in found.values())
