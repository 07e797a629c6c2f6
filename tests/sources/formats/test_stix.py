"""STIX bundles: every object a row at its pointer, relations by their ends, provenance kept."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.case import new_case
from kg.errors import FormatError, LimitExceeded
from kg.limits import LIMITS
from kg.sources.formats import format_of
from kg.sources.formats.stix import read_stix
from tests.sources.reader import Result, read_text

MAKER = "identity--00000000-0000-4000-8000-000000000001"


def thing(type_: str, number: int, **said: Any) -> dict[str, Any]:
    return {"type": type_, "spec_version": "2.1", "id": id_of(type_, number), **said}


def id_of(type_: str, number: int) -> str:
    return f"{type_}--00000000-0000-4000-8000-{number:012}"


def bundle(*objects: Any) -> str:
    return json.dumps({"type": "bundle", "id": id_of("bundle", 1), "objects": objects})


def read(tmp_path: Path, *objects: Any) -> Result:
    return read_text(tmp_path, bundle(*objects), "b.json")


OBJECTS = (
    thing("identity", 1, name="某所", identity_class="organization"),
    thing("identity", 2, name="甲", identity_class="individual", created_by_ref=MAKER,
          external_references=[{"source_name": "list", "external_id": "7"}]),
    thing("threat-actor", 3, name="乙", aliases=["阿乙", "小乙"], x_rank="kept"),
    thing("ipv4-addr", 4, value="198.51.100.7"),
    thing("ipv4-addr", 5, value="198.51.100.8"),
    thing("network-traffic", 6, src_ref=id_of("ipv4-addr", 4), dst_ref=id_of("ipv4-addr", 5)),
    thing("relationship", 7, relationship_type="located-at", source_ref=MAKER,
          target_ref=id_of("location", 8), start_time="2024-05-01T00:00:00Z"),
    thing("location", 8, name="某地", country="XX"),
    thing("relationship", 9, relationship_type="uses", source_ref=id_of("threat-actor", 3),
          target_ref=id_of("malware", 99)),
    thing("file", 10, name="a.exe", hashes={"SHA-256": "a" * 64, "MD5": "b" * 32}),
    thing("report", 11, name="r", object_refs=[MAKER, id_of("relationship", 7)]),
    thing("marking-definition", 12, definition={"statement": "x"}),
)  # fmt: skip


def test_objects_are_of_the_kinds_of_the_table_or_of_the_nearest_general_one(
    tmp_path: Path,
) -> None:
    result = read(tmp_path, *OBJECTS)
    told = {row["name"]: row for row in result.rows("entity") if row["name"]}
    assert {name: row["kind"] for name, row in told.items()} == {
        "某所": "Organisation", "甲": "Person", "乙": "Group", "某地": "Place", "r": "Item",
        "a.exe": "DigitalFile", "198.51.100.7": "IPAddress", "198.51.100.8": "IPAddress",
    }  # fmt: skip
    assert told["乙"]["values"] == {
        "name": ["乙"], "alias": ["阿乙", "小乙"], "recordedAs": ["threat-actor"],
    }  # fmt: skip
    assert told["甲"]["values"]["sourceReference"] == ["某所", "list · 7"]
    assert told["a.exe"]["values"]["sha256"] == ["a" * 64]
    row = next(row for row in result.as_read() if row["id"] == id_of("threat-actor", 3))
    assert row["stix:x_rank"] == "kept"
    links = {row["kind"]: row for row in result.rows("link")}
    assert set(links) == {"NetworkConnection", "LocatedAt", "RelatedTo"}
    related = [row["values"]["recordedAs"][0] for row in result.rows("link")
               if row["kind"] == "RelatedTo"]  # fmt: skip
    assert sorted(related) == ["object_refs", "uses"], "a report on a relation is in its row alone"


def test_a_fact_leads_to_its_object(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(bundle(*OBJECTS), encoding="utf-8")
    with new_case(tmp_path / "case") as case:
        source = case.load(tmp_path / "b.json").source
        assert source.read == source.stored == len(OBJECTS) + 1
        (link,) = case.sql("SELECT id FROM link WHERE kind = 'LocatedAt'").rows[0]
        (piece,) = case.lookup.explain(str(link)).pieces
        assert piece.locator == "/objects/6" and "located-at" in str(piece)


def test_what_is_no_object_is_a_problem_at_its_pointer(tmp_path: Path) -> None:
    odd = [7, None, [], {}, {"type": "identity"}, {"type": "", "id": "x"}]
    result = read(tmp_path, *OBJECTS[:1], *odd)
    assert [p.locator for p in result.reading.problems] == [f"/objects/{n}" for n in range(1, 7)]


def test_an_object_that_names_itself_is_read(tmp_path: Path) -> None:
    id_ = id_of("relationship", 1)
    loop = thing("relationship", 1, relationship_type="x", source_ref=id_, target_ref=id_)
    result = read(tmp_path, loop, thing("report", 2, object_refs=[id_of("report", 2)]))
    assert result.reading.problems == () and result.reading.stored == 3


@pytest.mark.parametrize(("wrapped", "reader"), [("list", "STIX list"), ("one", "STIX object")])
def test_objects_without_a_bundle_are_read(wrapped: str, reader: str) -> None:
    objects = [thing("identity", 1, name="甲", identity_class="individual")]
    text = json.dumps(objects[0] if wrapped == "one" else [*objects, 7])
    assert format_of(text.encode()).name == "STIX"  # type: ignore[union-attr]
    found = read_stix(text, "a.json", LIMITS)
    assert found.reader == reader
    good = [record for record in found.records if not record.reason]
    assert [record.place for record in good] == [1]


@pytest.mark.parametrize(
    ("text", "error"),
    [('{"type": "bundle"}', FormatError), ('{"type": "bundle", "objects": 7}', FormatError),
     ('{"type": "bundle", "type": "bundle", "objects": []}', FormatError),
     ('{"type": "bundle", "objects": [' + "[" * 300 + "]" * 300 + "]}", LimitExceeded),
     ('{"type": "bundle", "objects": [{]}', FormatError)],
)  # fmt: skip
def test_what_is_no_bundle_is_refused(text: str, error: type[Exception]) -> None:
    assert format_of(text.encode()).name == "STIX"  # type: ignore[union-attr]
    with pytest.raises(error, match=r"b\.json"):
        read_stix(text, "b.json", LIMITS)


def test_real_bundles_are_as_plain_json_counts_them(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    folder = shared_data("interop") / "stix"
    paths = sorted(folder.glob("*.json")) + sorted(folder.glob("*.json.gz"))
    assert len(paths) == 12
    for path in paths:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        theirs = json.loads(text)["objects"]
        counts = Counter(one["type"] for one in theirs)
        found = read_stix(text, path.name, LIMITS)
        assert not [record for record in found.records if record.reason], path.name
        rows = [record.cells for record in found.records]
        own = [cells for cells in rows if any(name.startswith("stix:") for name in cells)]
        assert len(own) == len(theirs), "one row is the object's own"
        links = [cells for cells in own if cells.get("link")]
        assert len(links) == counts["relationship"] + counts["sighting"], path.name
        rest = sum(counts[kind] for kind in ("marking-definition", "extension-definition"))
        assert sum(bool(cells.get("id")) for cells in own) == len(theirs) - len(links) - rest
    path = folder / "poisonivy.json"
    with new_case(tmp_path / "case") as case:
        assert case.load(path).source.problems == 0
        words = "SELECT count(*) FROM link WHERE values->>'$.recordedAs[0]' <> 'object_refs'"
        assert case.sql(words).rows[0][0] == 90


def test_what_a_relationship_names_and_no_object_is_stays_and_is_said() -> None:
    lone = {"type": "relationship", "id": "relationship--1", "relationship_type": "uses",
            "source_ref": "threat-actor--9", "target_ref": "tool--8"}  # fmt: skip
    found = read_stix(json.dumps({"type": "bundle", "objects": [lone]}), "s.json", LIMITS)
    (record,) = found.records
    assert (record.cells["source id"], record.cells["target id"]) == ("threat-actor--9", "tool--8")
    assert any("lacks: 2" in one.text("en") for one in found.warnings)
