"""Lists that say who stands how to whom: companies with shareholders, edges of any drawing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LayoutError
from kg.model import stable_id
from kg.values.identities import check_digit
from tests.sources.dirty import Sheet, cells, read_dirty
from tests.sources.reader import read_text

PERSON_ID = (body := "00010219900307123") + check_digit(body)
COMPANIES = cells(
    "企业名称,统一社会信用代码,法定代表人,法定代表人证件号码,成立日期,住所,股东,股东证件号码"
)


def test_companies_go_on_in_rows_that_name_only_a_shareholder(tmp_path: Path) -> None:
    text = "\n".join([
        ",".join(COMPANIES),
        f"甲某商贸有限公司,无码,甲某,{PERSON_ID},2020-01-02,某路1号,乙某,",
        ",,,,,,丙某控股有限公司,",
        "丁某科技有限公司,,丁某,,,,,",
    ])  # fmt: skip
    result = read_text(tmp_path, text + "\n")
    assert (result.reading.layout, result.reading.stored) == ("companies", 3)
    sha = result.reading.sha256
    first = stable_id("Organisation", "case", "甲某商贸有限公司")
    found = {(k["kind"], k["source"], k["target"]) for k in result.rows("link")}
    assert found == {
        ("Represents", stable_id("Person", "residentId", PERSON_ID), first),
        ("HoldsShares", stable_id("Person", sha, "乙某"), first),
        ("HoldsShares", stable_id("Organisation", sha, "丙某控股有限公司"), first),
        ("Represents", stable_id("Person", sha, "丁某"),
         stable_id("Organisation", "case", "丁某科技有限公司")),
    }  # fmt: skip


def test_edges_of_one_file_are_nobody_elses(tmp_path: Path) -> None:
    header = cells("source,target,source_type,target_type,weight,relation")
    rows = [["4", "1", "", "", "2", "通话"], ["4", "某公司", "", "公司", "1", "任职"]]
    sheet = Sheet(
        header,
        rows,
        bad=[(["4", "", "", "", "1", ""], "missing"), (["", "", "", "", "1", ""], "missing")],
    )
    told = read_dirty(sheet, tmp_path, "edges")
    sha = told.text.reading.sha256
    links = {(k["kind"], k["source"], k["target"]) for k in told.text.rows("link")}
    four = stable_id("Person", sha, "4")
    assert links == {
        ("RelatedTo", four, stable_id("Person", sha, "1")),
        ("RelatedTo", four, stable_id("Organisation", sha, "某公司")),
    }


def test_a_list_of_payments_is_no_edge_list(tmp_path: Path) -> None:
    with pytest.raises(LayoutError):
        read_text(tmp_path, "from,to,amount\na,b,5\n")
