"""A file that no layout fits: the proposal is shown, answered, accepted, kept, and read again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from kg.case import open_case
from kg.errors import LayoutUnknown
from kg.sources.proposal.proposal import Proposal
from tests.built import built
from tests.command_line import kg

OWN, OTHER = "0629000000000000017", "0629000000000010005"
HEAD = "账务日期,对手信息,发生额,结余"
ROWS = (
    f"2024-05-01,甲某 {OTHER},-5.00,95.00",
    f"2024-05-02,乙某 {OTHER},7.00,102.00",
    f"2024-05-03,丙某 {OTHER},-2.00,100.00",
)

KNOWN = (
    "交易卡号,交易时间,交易金额,收付标志,交易对手账卡号",
    f"{OWN},2024-05-01 10:00:00,11.00,出,{OTHER}",
)
PAID = [("2.00", "CNY"), ("5.00", "CNY"), ("7.00", "CNY")]


def _new(place: Path) -> None:
    assert kg("new", place / "case").returncode == 0


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Path]:
    built(_new, tmp_path)
    return tmp_path / "case"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "statement.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n", "utf-8")
    return path


def transfers(case: Path) -> list[tuple[str, str]]:
    with open_case(case) as opened:
        rows = opened.questions.sql("SELECT amount, currency FROM transfer ORDER BY amount")
        return [(f"{row[0]:.2f}", row[1]) for row in rows.rows]


@pytest.mark.parametrize(
    ("lang", "asked"), [("en", "Whose statement is it?"), ("zh", "这是谁的流水？")]
)
def test_what_is_proposed_is_shown_and_nothing_is_stored(
    case: Path, statement: Path, lang: str, asked: str
) -> None:
    done = kg("load", case, statement, "--lang", lang)
    assert done.returncode == 3
    assert asked in done.stdout and "--propose" in done.stdout
    assert "甲某" in done.stdout  # of the rows, mapped
    assert kg("sources", case, "--json").document == []


def test_json_has_the_proposal_its_questions_and_the_command(case: Path, statement: Path) -> None:
    (told,) = kg("load", case, statement, "--json").document["proposals"]
    assert [question["option"] for question in told["proposal"]["questions"]] == ["account"]
    assert told["command"].endswith("--account '6222…' --propose")
    assert {c["header"]: c["role"] for c in told["proposal"]["columns"]} == {
        "账务日期": "time", "对手信息": "counter", "发生额": "amount", "结余": "balance",
    }  # fmt: skip


def test_a_question_that_is_not_answered_stores_nothing(case: Path, statement: Path) -> None:
    done = kg("load", case, statement, "--propose")
    assert done.returncode == 3 and "one question must be answered" in done.stdout


def test_an_accepted_layout_is_kept_verified_rebuilt_undone_and_done_again(
    case: Path, statement: Path
) -> None:
    done = kg("load", case, statement, "--propose", "--account", OWN)
    assert done.returncode == 0, done.stdout
    assert transfers(case) == PAID
    assert len(list((case / "layouts").glob("*.toml"))) == 1
    assert OWN not in (case / "log.jsonl").read_text("utf-8")
    assert kg("verify", case).returncode == 0
    assert kg("rebuild", case).returncode == 0
    assert kg("undo", case, "--yes").returncode == 0
    assert transfers(case) == []
    assert kg("redo", case).returncode == 0
    assert transfers(case) == PAID
    assert kg("verify", case).returncode == 0


def test_the_next_file_of_the_header_asks_only_whose_it_is(
    case: Path, statement: Path, tmp_path: Path
) -> None:
    assert kg("load", case, statement, "--propose", "--account", OWN).returncode == 0
    later = tmp_path / "later.csv"
    later.write_text(f"{HEAD}\n2024-06-01,丙某 {OTHER},-9.00,1.00\n", "utf-8")
    done = kg("load", case, later)
    assert done.returncode == 3 and "--account NUMBER" in done.stdout
    assert kg("load", case, later, "--account", OTHER).returncode == 0
    assert kg("verify", case).returncode == 0


def test_a_layout_is_kept_for_later_cases(case: Path, statement: Path, tmp_path: Path) -> None:
    settings = {"KG_CONFIG": str(tmp_path / "settings")}
    answers = ("--account", OWN)
    assert kg("layout", statement, "--keep", **settings).returncode == 2
    kept = kg("layout", statement, "--keep", *answers, **settings)
    assert kept.returncode == 0, kept.stdout
    assert kg("load", case, statement, *answers, **settings).returncode == 0
    assert kg("verify", case).returncode == 0  # without the person's folder: the case has its own


def test_a_column_is_put_right_by_its_role(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(f"a,b,c,d\n2024-05-01,{OWN},{OTHER},5.25\n", "utf-8")
    roles = ("time=a", "source=b", "target=c", "amount=d")
    words = [word for role in roles for word in ("--role", role)]
    done = kg("load", case, path, "--propose", *words, "--currency", "EUR", "--zone", "UTC")
    assert done.returncode == 0, done.stdout
    assert transfers(case) == [("5.25", "EUR")]


def test_the_api_raises_the_proposal(case: Path, statement: Path) -> None:
    with open_case(case) as opened:
        with pytest.raises(LayoutUnknown) as refused:
            opened.evidence.load(statement)
        assert isinstance(refused.value.proposal, Proposal)
        assert refused.value.path == str(statement)
        report = opened.evidence.load(statement, propose=True, account=OWN)
        assert report.source.stored == 3


@pytest.mark.parametrize(
    "lines",
    [
        (f"账号：{OWN}", "日期,支出金额,收入金额,余额", "2024-05-01,5.00,,95.00"),
        (
            f"账号：{OWN}",
            "日期,发生金额,本期结余",
            "2024-05-01,-5,95",
            "2024-05-02,7,102",
            "2024-05-03,-2,100",
        ),
        (
            "本方户头,何日,变动额,结余",
            f"{OWN},2024-05-01,-5,95",
            f"{OWN},2024-05-02,7,102",
            f"{OWN},2024-05-03,-2,100",
        ),
        (
            ":20:X",
            f":25:{OWN}",
            ":28C:1",
            ":60F:C240501CNY0,",
            ":61:240501C5,NTRFNONREF",
            ":62F:C240501CNY5,",
        ),
    ],
)
@pytest.mark.parametrize("propose", [False, True])
def test_an_account_that_contradicts_the_file_is_refused(
    case: Path, tmp_path: Path, lines: tuple[str, ...], propose: bool
) -> None:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    words = ["--propose"] if propose else []
    done = kg("load", case, path, "--account", OTHER, *words)
    assert done.returncode == 3, done.stdout
    assert transfers(case) == []


def test_a_workbook_of_which_a_kept_layout_reads_one_sheet_alone_is_rebuilt_the_same(
    case: Path, statement: Path, tmp_path: Path
) -> None:
    assert kg("load", case, statement, "--propose", "--account", OWN).returncode == 0
    book = Workbook()
    for name, lines in (("known", KNOWN), ("foreign", (HEAD, *ROWS))):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line.split(","))
    book.remove(book.worksheets[0])
    book.save(tmp_path / "both.xlsx")
    done = kg("load", case, tmp_path / "both.xlsx")
    assert done.returncode == 0 and "foreign" in done.stdout  # not read, and it is said
    before = transfers(case)
    assert kg("rebuild", case).returncode == 0
    assert transfers(case) == before
    assert kg("verify", case).returncode == 0


def test_an_account_that_the_file_tells_itself_is_not_answered(case: Path, tmp_path: Path) -> None:
    path = tmp_path / "titled.csv"
    lines = (f"账号：{OWN}", "日期,支出金额,收入金额,余额", "2024-05-01,5.00,,95.00")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert kg("load", case, path).returncode == 0


def test_who_ends_the_input_stores_nothing_and_is_shown_the_command(
    case: Path, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.cli.render.proposal.is_asked_here", lambda screen: True)
    done = kg("load", case, statement, "--lang", "zh", typed="")
    assert done.returncode == 3 and "Aborted" not in done.stdout + done.stderr
    assert f"kg load {case}" in done.stdout and "--propose" in done.stdout
    assert transfers(case) == []


WALLETS = ("0x" + "1" * 40, "0x" + "2" * 40)


@pytest.mark.parametrize(
    "lines",
    [
        ("hash,from,to,amount(sun),token,time", f"1,{','.join(WALLETS)},1500000000,TRX,2024-04-15"),
        ("hash,from,to,value,time", f"1,{','.join(WALLETS)},7400000000000000000,2024-04-15"),
        (
            "付款账号,收款账号,交易金额,货币代码,交易时间",
            f"{OWN},{OTHER},000000150000,156,20240415",
        ),
        ("付款账号,收款账号,交易金额(mm),交易时间", f"{OWN},{OTHER},1.50,20240415"),
        ("送礼用户ID,收礼主播ID,数量,总价(快币),送礼时间", "101,888,2,1000,2024-04-15 21:00:01"),
        ("Date,From Account,To Account,Amount", f"04/03/2024,{OWN},{OTHER},1.50"),
        ("Date,From Account,To Account,Amount", f"15/04/67,{OWN},{OTHER},12.50"),
        ("账号,日期,借贷,金额,对方账号", f"{OWN},2024-04-15,甲,5.00,{OTHER}"),
    ],
)
def test_the_printed_command_stores_what_was_shown(
    case: Path, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    path = tmp_path / "file.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    shown = kg("load", case, path, "--lang", "en").stdout
    head, *rows = shown.partition("transfer: ")[2].splitlines()[1:3]
    cells = dict(zip(head.split("\t"), rows[0].split("\t"), strict=False))
    (told,) = kg("load", case, path, "--json").document["proposals"]
    words = shlex.split(told["command"])
    assert kg("load", case, path, *words[4:]).returncode == 0
    ((amount, currency),) = transfers(case)
    assert (amount, currency) == (cells["amount"].replace(",", ""), cells["currency"])
