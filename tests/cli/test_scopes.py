"""Files that share their numbering: what some files of one export call 12 is one thing, if said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.built import built
from tests.command_line import answer, kg

FILES, SCOPE = 4, "专案一组 导出"
HEAD = "source,target,relation"
BILL = "微信支付账单明细"


def write_parts(place: Path, parts: int = FILES) -> list[Path]:
    """Write parts of one export: in each 12 is related to a number of its own and to 13."""
    place.mkdir(exist_ok=True)
    paths = []
    for part in range(parts):
        path = place / f"part{part}.csv"
        path.write_text(f"{HEAD}\n12,{100 + part},knows\n12,13,knows\n")
        paths.append(path)
    return paths


def build(place: Path) -> None:
    write_parts(place / "parts")
    assert kg("new", place / "apart").returncode == 0
    assert kg("new", place / "shared").returncode == 0
    assert kg("load", place / "apart", place / "parts").returncode == 0
    done = kg("load", place / "shared", place / "parts", "--scope", SCOPE)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def place(tmp_path: Path) -> Path:
    built(build, tmp_path)
    return tmp_path


def count(case: Path, name: str) -> int:
    query = f"SELECT count(*) FROM entity WHERE name = '{name}'"
    return int(answer("query", case, "--sql", query)["rows"][0][0])


def test_files_of_one_scope_call_one_thing_by_one_number(place: Path) -> None:
    assert (count(place / "apart", "12"), count(place / "shared", "12")) == (FILES, 1)
    query = "SELECT count(*), max(rows) FROM link"
    assert answer("query", place / "apart", "--sql", query)["rows"] == [[2 * FILES, 1]]
    assert answer("query", place / "shared", "--sql", query)["rows"] == [[FILES + 1, FILES]]


def test_a_later_file_joins_a_scope_and_another_scope_does_not(place: Path) -> None:
    late = place / "late.csv"
    late.write_text(f"{HEAD}\n12,14,knows\n")
    assert (
        kg("load", place / "shared", late, "--scope", f"  {SCOPE.replace(' ', '  ')} ").returncode
        == 0
    )
    assert count(place / "shared", "12") == 1
    other = place / "other.csv"
    other.write_text(f"{HEAD}\n12,15,knows\n")
    (report,) = answer("load", place / "shared", other, "--scope", "B")["loaded"]
    assert count(place / "shared", "12") == 2
    assert (report["scope"], report["kept_apart"], report["kept_apart_like"]) == ("B", 1, "12")


def test_a_load_says_how_many_identifiers_were_kept_apart(tmp_path: Path) -> None:
    files = write_parts(tmp_path / "parts", 5)
    assert kg("new", tmp_path / "case").returncode == 0
    first = answer("load", tmp_path / "case", files[0])["loaded"]
    assert [one["kept_apart"] for one in first] == [0]
    for lang, said, some in (
        ("en", "2 identifiers look the same", files[1:3]),
        ("zh", "2 个编号与其他文件", files[3:]),
    ):
        done = kg("load", tmp_path / "case", *some, "--lang", lang)
        assert done.stdout.count(said) == 2, done.stdout
        assert "--scope" in done.stdout
    again = answer("load", tmp_path / "case", *files, "--again", "--scope", "A")["loaded"]
    assert [one["scope"] for one in again] == ["A"] * 5
    assert again[-1]["kept_apart"] == 0 and count(tmp_path / "case", "12") == 1


def test_a_layout_says_that_its_files_share_a_scope(tmp_path: Path) -> None:
    files = write_parts(tmp_path / "parts", 3)
    layout = tmp_path / "shared.toml"
    text = Path("kg/sources/layouts/edges.toml").read_text(encoding="utf-8")
    layout.write_text(text.replace('name = "edges"', 'name = "shared-edges"\nscope = "one export"'))
    assert kg("new", tmp_path / "case").returncode == 0
    loaded = answer("load", tmp_path / "case", *files, "--layout", layout)["loaded"]
    assert {one["scope"] for one in loaded} == {"one export"}
    assert count(tmp_path / "case", "12") == 1
    assert kg("verify", tmp_path / "case").returncode == 0
    layout.write_text(text.replace('name = "edges"', 'name = "shared-edges"\nscope = " x"'))
    assert kg("load", tmp_path / "case", *files, "--layout", layout, "--again").returncode == 3


def test_the_log_holds_the_scope_and_verify_and_rebuild_derive_the_same(place: Path) -> None:
    case = place / "shared"
    assert SCOPE not in (case / "log.jsonl").read_text(encoding="utf-8"), "a name that was typed"
    loads = [one for one in answer("log", case) if one["action"] == "load"]
    assert {one["scope"] for load in loads for one in load["sources"]} == {SCOPE}
    done = kg("verify", case)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(case / "graph.checkpoints")
    shutil.rmtree(case / "ledger")
    assert kg("rebuild", case).returncode == 0
    assert count(case, "12") == 1 and kg("verify", case).returncode == 0


def test_unload_and_undo_leave_the_others_in_their_scope(place: Path) -> None:
    case = place / "shared"
    assert kg("unload", case, "part3.csv").returncode == 0
    assert count(case, "12") == 1 and count(case, "103") == 0
    assert kg("undo", case, "--yes").returncode in (0, 2)
    assert kg("verify", case).returncode == 0


def test_a_dry_run_and_open_take_the_scope(place: Path) -> None:
    done = kg("load", place / "apart", place / "parts", "--dry-run", "--scope", SCOPE)
    assert done.returncode == 0 and SCOPE in done.stdout
    done = kg("open", place / "parts", "--case", place / "opened", "--scope", SCOPE)
    assert count(place / "opened", "12") == 1, done.stdout + done.stderr


def test_a_scope_needs_a_name(place: Path) -> None:
    for more in ((), ("--dry-run",)):
        done = kg("load", place / "apart", place / "parts", "--scope", "   ", *more)
        assert done.returncode == 2 and "a scope needs a name" in done.stderr
        assert (
            "范围须有名称"
            in kg(
                "load", place / "apart", place / "parts", "--scope", " ", *more, "--lang", "zh"
            ).stderr
        )


def test_whose_a_bill_is_stays_the_bill_s_own(tmp_path: Path) -> None:
    """A bill that names no account has one owner each, whatever else two bills share."""
    from kg.case import open_case

    paths = []
    for number, counter in enumerate(("甲某", "乙某")):
        path = tmp_path / f"bill{number}.csv"
        path.write_text(
            "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n"
            f"2024-04-0{number + 1} 10:00:00,转账,{counter},/,支出,¥10.00,零钱,"
            f"支付成功,1000{number},/,/\n",
            encoding="utf-8",
        )
        paths.append(path)
    with open_case(tmp_path / "case") as case:
        reports, refusals = case.evidence.load_all(paths, scope="A")
        assert not refusals and [one.scope for one in reports] == ["A", "A"]
        assert len(list(case.judgements.ownerless())) == 2
        owners = case.sql("SELECT count(DISTINCT source) FROM transfer").rows
    assert owners == ((2,),)


def test_a_load_that_is_done_again_keeps_its_scope(place: Path) -> None:
    case, late = place / "shared", place / "late.csv"
    late.write_text(f"{HEAD}\n12,14,knows\n")
    assert kg("load", case, late, "--scope", SCOPE).returncode == 0
    assert kg("undo", case, "--yes").returncode == 0
    assert kg("redo", case).returncode == 0
    assert count(case, "12") == 1 and count(case, "14") == 1
    assert kg("verify", case).returncode == 0
