"""A zip of node and relationship files, as a graph database imports them: nothing is guessed."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from kg.case import new_case
from tests.sources.reader import Result, read_file

NODES = {
    "people": [
        ":ID,surname,name,age,:LABEL", "1, 甲 ,子,33,Person", "2,,丑,,Person",
        "3,乙,寅,,Person;Officer",
    ],
    "phones": [":ID,phoneNo,:LABEL", "10,0-(000)000-0001,Phone"],
    "things": [":ID,description,id,:LABEL", '20,"一箱, 未开封",x,Gizmo', ",无号,y,Gizmo"],
}  # fmt: skip
TIES = {
    "knows": [":START_ID,:END_ID,:TYPE", "1,2,KNOWS", "1,3,KNOWS"],
    "family": [":START_ID,:END_ID,:TYPE,rel_type", "1,2,FAMILY_REL,SIBLING"],
    "phone": [":START_ID,:END_ID,:TYPE", "1,10,HAS_PHONE"],
    "owns": [":START_ID,:END_ID,:TYPE", "3,20,OWNS", "3,,OWNS"],
}


def write_import(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, lines in {**NODES, **TIES}.items():
            packed.writestr(f"{name}.csv", "\n".join(lines) + "\n")
    return path


def read_import(tmp_path: Path) -> Result:
    return read_file(write_import(tmp_path / "import.zip"), tmp_path)


def test_every_row_is_counted_and_a_row_without_an_id_is_a_problem(tmp_path: Path) -> None:
    result = read_import(tmp_path)
    rows = sum(len(list(csv.reader(io.StringIO("\n".join(some))))) - 1
               for some in (*NODES.values(), *TIES.values()))  # fmt: skip
    assert result.reading.read == rows == result.reading.stored + 2
    assert [(p.locator, p.code) for p in result.reading.problems] == [
        ("owns.csv#line 3", "missing"), ("things.csv#line 3", "missing"),
    ]  # fmt: skip
    assert {m.layout for m in result.reading.members} == {"neo4j-nodes", "neo4j-relationships"}


def test_nodes_are_what_their_labels_say_and_ties_meet_them(tmp_path: Path) -> None:
    with new_case(tmp_path / "case") as case:
        case.load(write_import(tmp_path / "import.zip"))
        kinds = dict(case.sql("SELECT kind, count(*) FROM entity GROUP BY 1").rows)
        assert kinds == {"Person": 3, "PhoneNumber": 1, "Item": 1}
        (person,) = case.lookup.find("子 甲")
        assert (person.kind, person.values["recordedAs"]) == ("Person", ("Person",))
        said = case.sql(
            "SELECT l.kind, a.name, b.kind, l.values->'recordedAs' FROM link l "
            "JOIN entity a ON a.id = l.source JOIN entity b ON b.id = l.target ORDER BY ALL"
        ).rows
    assert said == (
        ("RelatedTo", "子 甲", "Person", '["FAMILY_REL"]'),
        ("RelatedTo", "子 甲", "Person", '["KNOWS"]'),
        ("RelatedTo", "子 甲", "Person", '["KNOWS"]'),
        ("RelatedTo", "寅 乙", "Item", '["OWNS"]'),
        ("UsesPhone", "子 甲", "PhoneNumber", '["HAS_PHONE"]'),
    )
