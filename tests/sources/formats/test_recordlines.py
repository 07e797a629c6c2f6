"""Records of people and organisations as JSON lines and as CSV: the same facts from both."""

from __future__ import annotations

import json
from pathlib import Path

from kg.case import Case, new_case

RECORDS = [
    {
        "DATA_SOURCE": "SHOP", "RECORD_ID": "1",
        "FEATURES": [
            {"RECORD_TYPE": "PERSON"},
            {"NAME_LAST": "Quill", "NAME_FIRST": "Ada", "NAME_MIDDLE": "B"},
            {"DATE_OF_BIRTH": "3/7/1990"},
            {"ADDR_TYPE": "HOME", "ADDR_LINE1": "12 Main St", "ADDR_CITY": "Reno"},
            {"PASSPORT_NUMBER": "11122233", "PASSPORT_COUNTRY": "US"},
            {"PHONE_NUMBER": "702-555-0117"},
        ],
    },
    {
        "DATA_SOURCE": "SHOP", "RECORD_ID": "2",
        "FEATURES": [
            {"RECORD_TYPE": "ORGANIZATION"}, {"NAME_ORG": "Borex Foods"},
            {"NAME_ORG": "Borex", "NAME_TYPE": "AKA"}, {"TAX_ID_NUMBER": "84-7654321"},
        ],
    },
]  # fmt: skip
HEAD = (
    "DATA_SOURCE,RECORD_ID,RECORD_TYPE,PRIMARY_NAME_ORG,PRIMARY_NAME_LAST,PRIMARY_NAME_FIRST,"
    "PRIMARY_NAME_MIDDLE,SECONDARY_NAME_ORG,DATE_OF_BIRTH,PASSPORT_NUMBER,PASSPORT_COUNTRY,"
    "TAX_ID_NUMBER,ADDR_LINE1,ADDR_CITY,PHONE_NUMBER"
)
TABLE = f"""{HEAD}
SHOP,1,PERSON,,Quill,Ada,B,,3/7/1990,11122233,US,,12 Main St,Reno,702-555-0117
SHOP,2,ORGANIZATION,Borex Foods,,,,Borex,,,,84-7654321,,,
"""


def loaded(place: Path, name: str, text: str) -> Case:
    place.mkdir()
    (place / name).write_text(text, encoding="utf-8")
    case = new_case(place / "case")
    report = case.load(place / name)
    assert report.source.layout == "entity-records"
    return case


def facts(case: Case) -> list[tuple[object, ...]]:
    return list(case.sql("SELECT id, kind, values::VARCHAR FROM entity ORDER BY id").rows)


def test_json_lines_and_csv_give_the_same_facts(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(record) for record in RECORDS) + "\n"
    with loaded(tmp_path / "json", "shop.jsonl", lines) as one:
        told = facts(one)
    with loaded(tmp_path / "csv", "shop.csv", TABLE) as two:
        assert facts(two) == told
    values = " ".join(str(row[2]) for row in told)
    for text in ("Quill Ada B", "11122233 US", "12 Main St Reno", "Borex Foods", "84-7654321"):
        assert text in values


def test_an_amount_and_a_day_of_a_record_make_no_statement_of_it(tmp_path: Path) -> None:
    head, *rows = TABLE.splitlines()
    more = [f"{head},AMOUNT,DATE", *(f"{row},100,1/2/2018" for row in rows)]
    with loaded(tmp_path / "csv", "shop.csv", "\n".join(more) + "\n") as case:
        (source,) = case.evidence.sources()
        assert (source.read, source.stored, source.problems) == (2, 2, 0)


def test_a_line_that_is_no_record_is_a_problem_and_is_counted(tmp_path: Path) -> None:
    lines = [json.dumps(RECORDS[0]), '{"FEATURES": 7}', "", json.dumps(RECORDS[1])]
    case = loaded(tmp_path / "json", "shop.jsonl", "\n".join(lines) + "\n")
    (source,) = case.evidence.sources()
    assert (source.read, source.stored, source.skipped, source.problems) == (4, 2, 1, 1)


def test_a_table_of_quoted_addresses_is_no_running_text() -> None:
    from kg.sources.source_file import text_form

    rows = [f'{n},"{n} Main St, Reno, NV {n}","Quill, Ada"' for n in range(5)]
    assert text_form("\n".join(["id,address,name", *rows]).encode()) == ""
