"""The tables by which other models are read: every word in them exists, and none contradicts."""

from __future__ import annotations

import pytest

from kg.model.fact_tables import NUMBERS_EVERYWHERE
from kg.schema import load_schema
from kg.sources.formats.foreign_model import STRUCTURE, ForeignModel, foreign_model
from kg.sources.formats.graph_records import FIXED
from kg.sources.layout_files import find_layout

MODELS = ("ftm", "stix", "rdf", "misp", "network")
SCHEMA = load_schema()
COLUMNS = {name for column in find_layout("graph-facts").columns.values() for name in column.names}


@pytest.fixture(params=MODELS)
def model(request: pytest.FixtureRequest) -> ForeignModel:
    return foreign_model(request.param)


def test_kinds_can_stand_in_a_case_and_links_between_things(model: ForeignModel) -> None:
    reading = model.reading
    ends = [form["kind"] for form in reading.get("ends", {}).values()]
    numbers = [form["kind"] for form in reading.get("numbers", {}).values()]
    for name in (*reading.get("kinds", {}).values(), model.general_thing, *ends, *numbers):
        kind = SCHEMA.kind(name)
        assert kind.is_entity and not kind.abstract, name
    for names in (*reading.get("links", {}).values(), [model.general_link]):
        for name in names:
            kind = SCHEMA.kind(name)
            assert kind.domain and kind.range and not kind.abstract, name


def test_properties_have_a_column_of_the_layout(model: ForeignModel) -> None:
    for name in model.reading.get("properties", {}).values():
        assert SCHEMA.has_property(name) and name not in STRUCTURE
        assert name in COLUMNS, f"{name} would be read and then left in the row"
    for name in ("joined",):
        assert set(model.reading.get(name, {})) <= COLUMNS


def test_what_is_left_open_contradicts_no_near_row(model: ForeignModel) -> None:
    for type_, kind in model.reading.get("kinds", {}).items():
        near = [row.subject for row in model.near.get(type_, ()) if row.relation != "narrow"]
        standing = [n for n in near if SCHEMA.has_kind(n) and SCHEMA.kind(n).is_entity]
        concrete = [name for name in standing if not SCHEMA.kind(name).abstract]
        assert not concrete or kind in concrete, f"{type_}: the table says {concrete}"


def test_no_type_descends_from_itself(model: ForeignModel) -> None:
    for type_ in model.reading.get("parents", {}):
        assert model.kin(type_)[0] == type_
        assert len(set(model.kin(type_))) == len(model.kin(type_))


def test_every_fixed_column_is_one_of_the_layout() -> None:
    unread = {"own number"}
    assert set(FIXED) - unread <= COLUMNS | {f"own {part}" for part in ("id", "kind")}
    for properties in NUMBERS_EVERYWHERE.values():
        assert set(properties) <= COLUMNS
