"""Things that a person takes for one are one in all that is derived, and two again on request."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.case import Case, new_case, open_case
from kg.case.sharing.push import facts
from kg.errors import NotFound, UsageError
from tests.built import built
from tests.command_line import answer, kg

pytestmark = pytest.mark.usefixtures("derived_once")

PEOPLE = {
    "客户甲.csv": ["沈铎,990203199003070017,12000000017,1990-03-07,澄湖市长安路5号3栋201室"],
    "客户乙.csv": [
        "沈鐸,,12000000017,1990/3/7,长安路5号3栋201室",
        "岳珞,,12000000025,1988-01-02,澄湖市和平路9号",
    ],
}
FLOWS = """交易卡号,交易户名,交易时间,收付标志,交易金额,交易余额,交易对手账卡号,对手户名,交易流水号
0622000000000017,沈铎,2024-03-01 09:00:00,进,1000,1000,0622000000000090,钱某,1
0622000000000017,沈铎,2024-03-01 10:00:00,出,1000,0,0622000000000108,周某,2
0622000000000025,沈鐸,2024-03-02 09:00:00,进,500,500,0622000000000090,钱某,3
0622000000000025,沈鐸,2024-03-02 10:00:00,出,500,0,0622000000000108,周某,4
"""


def build(place: Path) -> None:
    with new_case(place / "case", name="某案") as made:
        for name, rows in PEOPLE.items():
            file = place / name
            head = "客户名称,证照号码,联系手机,出生日期,住宅地址"
            file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
            made.load(file)
        (place / "流水.csv").write_text(FLOWS, encoding="utf-8")
        made.load(place / "流水.csv")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    built(build, tmp_path)
    with open_case(tmp_path / "case") as opened:
        yield opened


def the_pair(case: Case) -> str:
    (pair,) = case.judgements.same(family="person", band=["strong"]).pairs
    return pair.id


def persons(case: Case) -> set[str]:
    query = "PREFIX cc: <https://w3id.org/crimechain/> SELECT ?p WHERE { ?p a cc:Person }"
    return {row[0].strip("<>") for row in case.query(query).rows}


def test_a_proposal_names_its_grounds_and_the_rows_behind_each(case: Case) -> None:
    found = case.judgements.same(family="person", band=["strong"])
    (pair,) = found.pairs
    assert pair.band == "strong"
    assert {ground.name for ground in pair.grounds} >= {"name-same", "phone", "birth", "address"}
    files = {source.sha256: source.name for source in case.evidence.sources()}
    for ground in pair.grounds:
        assert {(files[row.sha256], row.locator) for row in ground.rows} == {
            ("客户甲.csv", "line 2"), ("客户乙.csv", "line 2"),
        }  # fmt: skip
    assert found.counts["strong"] == 1


def test_nothing_is_merged_by_asking(case: Case) -> None:
    before = persons(case)
    case.judgements.same()
    assert persons(case) == before
    assert not case.judgements.merged()


def test_what_is_accepted_is_one_in_graph_index_and_search_and_raw_shows_two(
    case: Case, tmp_path: Path
) -> None:
    before, pair = persons(case), the_pair(case)
    assert case.judgements.accept_same([pair], "同名同号同日生", "某警官") == [pair]
    assert len(persons(case)) == len(before) - 1
    (merged,) = case.judgements.merged()
    assert {merged.one, merged.other} <= before
    assert merged.thing in persons(case)
    assert (merged.by, merged.reason) == ("某警官", "同名同号同日生")
    one, other = (case.lookup.handle(end) for end in (merged.one, merged.other))
    # either handle means the one thing
    assert case.lookup.find(one) == case.lookup.find(other)
    (entity,) = case.lookup.find(one)
    assert set(entity.values["name"]) == {"沈铎", "沈鐸"}
    with open_case(tmp_path / "case", raw=True) as raw:
        assert persons(raw) == before
        assert raw.lookup.find(one) != raw.lookup.find(other)
        with pytest.raises(UsageError):
            raw.judgements.mark("T1", "disputed", "只看")


def test_accounts_taken_for_one_are_one_in_trace_and_sql(case: Case, tmp_path: Path) -> None:
    ends = "SELECT count(DISTINCT source), count(DISTINCT target), sum(amount) FROM transfer"
    start = "0622000000000090"
    before, accounts = case.sql(ends).rows, case.trace(start).accounts
    two = "0622000000000017=0622000000000025"
    (pair,) = case.judgements.accept_same([two], "同一账户换卡")
    ((sources, targets, total),) = case.sql(ends).rows
    assert (sources, targets, total) == (before[0][0] - 1, before[0][1] - 1, before[0][2])
    traced = case.trace(start)
    assert len(traced.accounts) == len(accounts) - 1
    with open_case(tmp_path / "case", raw=True) as raw:
        assert raw.sql(ends).rows == before
        assert len(raw.trace(start).accounts) == len(accounts)
    (row,) = case.ask("CQ36").rows
    assert "同一账户换卡" in str(row)
    assert case.judgements.undo_same([pair], "认错") == [pair]
    assert case.sql(ends).rows == before


def test_undo_redo_and_rebuild_follow_the_word(case: Case) -> None:
    before, pair = persons(case), the_pair(case)
    case.judgements.accept_same([pair], "同名同号")
    merged = persons(case)
    case.judgements.undo()
    assert persons(case) == before
    case.judgements.redo()
    assert persons(case) == merged
    assert not case.verify().differences
    case.evidence.rebuild()
    assert persons(case) == merged
    assert case.evidence.sources()


def test_a_rejected_pair_stays_apart_and_what_would_join_it_is_refused(case: Case) -> None:
    pair = the_pair(case)
    case.judgements.reject_same([pair], "双胞胎")
    (again,) = case.judgements.same(family="person", band=["strong"]).pairs
    assert again.state == "rejected"
    third = next(p for p in persons(case) if p not in (again.one, again.other))
    with pytest.raises(UsageError) as refused:
        case.judgements.accept_same([f"{again.one}={third}", f"{third}={again.other}"], "试")
    assert "apart" in str(refused.value)


def test_a_word_needs_a_reason_and_two_things_of_a_family(case: Case) -> None:
    pair = the_pair(case)
    with pytest.raises(UsageError):
        case.judgements.accept_same([pair], " ")
    with pytest.raises(UsageError):
        case.judgements.accept_same(["0622000000000017=岳珞"], "不是一类")
    with pytest.raises(NotFound):
        case.judgements.accept_same(["SP99"], "没有")
    assert case.judgements.accept_same([pair], "同号")
    assert case.judgements.accept_same([pair], "同号") == []


def test_on_the_command_line(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shown = kg("same", folder, "--lang", "zh")
    assert shown.returncode == 0, shown.stderr
    assert "SP1" in shown.stdout
    assert "很强" in shown.stdout
    document = answer("same", folder)
    assert document["pairs"][0]["band"] == "strong"
    told = kg("same", folder, "--accept", "SP1", "--by", "某警官", "--why", "同号")
    assert told.returncode == 0, told.stderr
    assert "Taken for one: SP1" in told.stdout
    assert "SP1" in kg("same", folder, "--merged").stdout
    assert len(answer("search", folder, "沈铎", "--raw")) >= 1


def test_pairs_as_csv_have_record_numbers_and_no_name_unless_asked(tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text(
        "DATA_SOURCE,RECORD_ID,RECORD_TYPE,PRIMARY_NAME_FULL,DATE_OF_BIRTH,EMAIL_ADDRESS\n"
        "SHOP,77,PERSON,Ada Quill,1990-03-07,ada@quill.example\n"
        'CLUB,77,PERSON,"Quill, Ada",3/7/1990,ada@quill.example\n',
        encoding="utf-8",
    )
    folder, out = tmp_path / "case", tmp_path / "pairs.csv"
    assert kg("new", folder).returncode == 0
    assert kg("load", folder, records).returncode == 0
    assert kg("same", folder, "--csv", out).returncode == 0
    text = out.read_text("utf-8-sig")
    (row,) = csv.DictReader(text.splitlines())
    ends = {(row[f"data_source_{n}"], row[f"record_id_{n}"]) for n in (1, 2)}
    assert ends == {("SHOP", "77"), ("CLUB", "77")}
    assert row["band"] == "strong"
    assert "Quill" not in text
    assert kg("same", folder, "--csv", out, "--show-values").returncode == 2
    assert kg("same", folder, "--csv", out, "--show-values", "--force").returncode == 0
    assert "Quill" in out.read_text("utf-8-sig")


def test_raw_of_every_question_sees_two_and_keeps_nothing(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    assert case.judgements.accept_same([the_pair(case)], "同名同号")
    (merge,) = case.judgements.merged()
    one, other = (case.lookup.handle(thing) for thing in (merge.one, merge.other))
    lines = len(list(case.folder.log.entries()))
    assert kg("explain", folder, other).stdout == kg("explain", folder, one).stdout
    raw = kg("explain", folder, other, "--raw").stdout
    assert raw != kg("explain", folder, one, "--raw").stdout
    for words in (("find",), ("key", "--money"), ("matrix",), ("pattern", "CT03")):
        done = kg(*words[:1], folder, *words[1:], "--raw")
        assert done.returncode == 0, done.stderr
    assert len(list(case.folder.log.entries())) == lines


def test_a_raw_push_would_send_two_where_a_person_said_one(case: Case, tmp_path: Path) -> None:
    before = persons(case)
    case.judgements.accept_same([the_pair(case)], "同名同号")

    def sent(opened: Case) -> set[str]:
        with opened.sessions.reading() as session:
            return {fact.id for fact in facts(session) if fact.kind == "Person"}

    assert sent(case) == persons(case) != before
    with open_case(tmp_path / "case", raw=True) as raw:
        assert sent(raw) == before
