"""Property graphs in CSV: imports of several files into Neo4j, and the one file of APOC."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from kg.errors import FormatError, SourceError
from tests.sources.formats.test_graph_words import A, B, entities, told
from tests.sources.reader import Result, read_file, read_text

ACCOUNTS = f"""id:ID(Account-ID),iban:string,owner,"nick:string[]",skip:IGNORE,:LABEL
a1,{A},Anna,x;y,1,Account
a2,{B},"Bert, jr",,2,Account;Flagged
"""
PAID = """:START_ID(Account-ID),amount:float,currency,date:datetime,:END_ID(Account-ID),:TYPE
a1,1200.50,EUR,2024-03-01T10:00:00Z,a2,TRANSFERRED
a2,100.50,EUR,2024-03-02T10:00:00Z,a1,TRANSFERRED
"""
MOVED = [(A, B, Decimal("1200.5"), "EUR", "ok"), (B, A, Decimal("100.5"), "EUR", "ok")]


def packed(folder: Path, **files: str) -> Result:
    path = folder / "import.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name.replace('__', '-')}.csv", text)
    return read_file(path, folder)


def test_files_of_an_import_are_read_together(tmp_path: Path) -> None:
    result = packed(tmp_path, accounts=ACCOUNTS, paid=PAID)
    assert (result.reading.read, result.reading.stored) == (4, 4)
    assert told(result) == MOVED
    assert [flow["row_no"] for flow in result.flows] == [2, 3]
    assert {row["member"] for row in result.flows} == {"paid.csv"}
    assert {row["member"] for row in entities(result) if row["values"]} >= {"accounts.csv"}
    unread = {column.name for column in result.reading.unread}
    assert "network:skip" not in unread and {"network:nick", "network:labels"} <= unread


def test_a_header_may_be_a_file_of_its_own(tmp_path: Path) -> None:
    (accounts, *rows), (paid, *payments) = (one.splitlines() for one in (ACCOUNTS, PAID))
    result = packed(
        tmp_path, accounts__header=accounts, accounts__1=rows[0], accounts__2=rows[1] + "\n",
        paid_header=paid, paid="\n".join(payments),
    )  # fmt: skip
    assert told(result) == MOVED
    assert sorted(flow["row_no"] for flow in result.flows) == [1, 2]


def test_without_labels_and_types_the_files_names_say_what_they_hold(tmp_path: Path) -> None:
    result = packed(
        tmp_path, Account=f"id:ID,iban\n1,{A}\n2,{B}\n",
        TRANSFERRED=":START_ID,:END_ID,amount,currency,date\n1,2,5,EUR,2024-01-02\n",
    )  # fmt: skip
    assert told(result) == [(A, B, Decimal(5), "EUR", "ok")]


def test_ids_hold_in_their_space(tmp_path: Path) -> None:
    people = "id:ID(P),name,:LABEL\na1,Carl,Person\n"
    result = packed(tmp_path, accounts=ACCOUNTS, people=people, paid=PAID)
    assert told(result) == MOVED
    assert {row["kind"] for row in entities(result)} == {"Account", "Person"}


def test_rows_that_cannot_be_read_are_told_with_file_and_line(tmp_path: Path) -> None:
    wrong = ACCOUNTS + f",{A},,,,Account\na1,{B},,,,Account\na3,x\n"
    result = packed(tmp_path, accounts=wrong, paid=PAID + "a1,5,EUR,2024-01-01,,TRANSFERRED\n")
    assert [(p.locator, p.reason.id) for p in result.reading.problems] == [
        ("accounts.csv#line 4", "node-without-id"), ("accounts.csv#line 5", "node-listed-twice"),
        ("accounts.csv#line 6", "cells-of-a-row"), ("paid.csv#line 4", "link-without-ends"),
    ]  # fmt: skip
    assert told(result) == MOVED


@pytest.mark.parametrize("broken", ['a3,"Zed"dy",x', 'a3,"Zed,x'])
def test_a_line_whose_quotes_do_not_end_is_a_problem_and_the_others_stay(
    broken: str, tmp_path: Path
) -> None:
    head, *rows = ACCOUNTS.splitlines()
    result = packed(tmp_path, accounts="\n".join([head, broken, *rows]), paid=PAID)
    assert told(result) == MOVED
    assert (result.reading.read, result.reading.stored) == (5, 4)
    (problem,) = result.reading.problems
    assert (problem.locator, problem.text) == ("accounts.csv#line 2", broken)
    assert "CSV" in problem.reason.text("en")
    apoc = "\n".join(
        ["_id,_labels,name,_start,_end,_type", "1,:Person,Anna,,,", '2,:Person,"B"b,,,']
    )
    assert [p.locator for p in read_text(tmp_path, apoc, "a.csv").reading.problems] == ["line 3"]


def test_a_file_of_broken_lines_is_no_csv(tmp_path: Path) -> None:
    head, *_ = ACCOUNTS.splitlines()
    broken = [f'a{n},"Zed"dy,x' for n in range(101)]
    with pytest.raises(FormatError, match="line 102"):
        packed(tmp_path, accounts="\n".join([head, *broken]), paid=PAID)
    broken_heads = ('id:ID,name,"', '_id,_labels,name,_start,_end,"_type')
    for number, alone in enumerate(broken_heads):
        with pytest.raises(FormatError):
            read_text(tmp_path, alone, f"{number}.csv")


def test_relationships_alone_are_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="relationships alone") as refused:
        read_text(tmp_path, PAID)
    assert "zip" in str(refused.value.hint)


def test_a_table_with_such_a_header_is_no_graph(tmp_path: Path) -> None:
    rows = "设备:ID,金额,时间,对方\n1,5.00,2024-05-01 10:00:00,张三\n"
    with pytest.raises(SourceError, match=r"no layout fits|nearest layout"):
        read_text(tmp_path, rows)


def test_nodes_without_labels_are_read_beside_their_relationships(tmp_path: Path) -> None:
    result = packed(tmp_path, person="personId:ID,name\n1,甲\n2,乙\n",
                    knows=":START_ID,:END_ID,:TYPE\n1,2,KNOWS\n")  # fmt: skip
    assert {row["kind"] for row in entities(result)} == {"Person"}
    assert [link["kind"] for link in result.rows("link")] == ["KnowsOf"]


def test_nodes_alone_are_read(tmp_path: Path) -> None:
    text = ACCOUNTS.replace(";Flagged", "").replace("x;y", "x").replace(",", ";")
    result = read_text(tmp_path, text)
    names = [row["values"]["name"] for row in entities(result) if row["values"].get("name")]
    assert result.reading.stored == 2 and names[0] == ["Anna"]


def test_a_file_without_a_header_of_its_own_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no header of an import"):
        packed(tmp_path, accounts__header=ACCOUNTS.splitlines()[0], other="1,2\n", paid=PAID)


@pytest.mark.parametrize("quote", ['"', ""])
def test_the_one_file_of_apoc(quote: str, tmp_path: Path) -> None:
    rows = [
        "_id,_labels,iban,name,tags,_start,_end,_type,amount,currency,date",
        f"0,:Account,{A},,,,,,,,",
        f"1,:Account:Flagged,{B},,,,,,,,",
        "2,:Person,,Anna,,,,,,,",
        ",,,,,0,1,TRANSFERRED,1200.5,EUR,2024-03-01T10:00:00Z",
        ",,,,,2,0,HAS_ACCOUNT,,,",
    ]
    text = "\n".join(",".join(f"{quote}{cell}{quote}" for cell in row.split(",")) for row in rows)
    result = read_text(tmp_path, text)
    assert told(result) == MOVED[:1]
    assert [link["kind"] for link in result.rows("link")] == ["HoldsAccount"]
    assert result.reading.stored == 5


@pytest.mark.parametrize("id_", ['["x', '["a\nb"]', "[" * 500 + '"', '["a", ' + "[" * 100_000])
def test_an_id_that_begins_like_a_list_is_an_id(id_: str, tmp_path: Path) -> None:
    cell = id_.replace('"', '""')
    header = "_id,_labels,name,_start,_end,_type"
    text = f'{header}\n"{cell}",:Person,Anna,,,\n1,:Person,Bert,,,\n,,,"{cell}",1,KNOWS\n'
    result = read_text(tmp_path, text)
    assert {row["name"] for row in result.rows("entity")} == {"Anna", "Bert", ""}
    assert len({row["id"] for row in result.rows("entity")}) == 2, "ends are told once more, by id"
    assert result.reading.stored == 3
