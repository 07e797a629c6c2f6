"""Every filled column is read, named as kept or unused, or the file is refused for want of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from kg.case import open_case
from tests.command_line import kg

OWN, OTHER, THIRD = "0629000000000000017", "0629000000000010005", "0629000000000020004"
FLOW = ("交易卡号", "交易时间", "交易金额", "收付标志")
WALLETS = [f"0x{n:040x}" for n in range(1, 13)]
PHONES = [f"138{n:08d}" for n in range(1, 13)]


def moved(n: int) -> tuple[str, ...]:
    """Return the start of a row that every statement below shares."""
    return OWN, f"2024-05-{1 + n % 28:02d} 10:00:00", f"{n + 5}.00", "出"


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write a table as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    assert kg("new", tmp_path / "case").returncode == 0
    return tmp_path / "case"


def statement(header: Sequence[str], *cells: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Return a statement of twelve rows with further columns, each of which repeats some cells."""
    columns = [[some[n % len(some)] for n in range(12)] for some in cells]
    return [*FLOW, *header], [[*moved(n), *(one[n] for one in columns)] for n in range(12)]


NAMES = ("王五", "赵六", "北京某某商贸有限公司")
NUMBERS = (OTHER, THIRD, "0629000000000030003")
FIRMS = ("甲地某某商行", "乙地某某有限公司", "丙地某某超市")
PERSONS = ("王五", "赵六", "李四一", "陈七")
UNREAD: dict[str, tuple[Sequence[str], list[list[str]], str]] = {
    "both of the other side": (
        *statement(["交易对手名称", "交易对手账号"], NAMES, NUMBERS),
        "'交易对手名称' (a name); '交易对手账号' (an account number)",
    ),
    "its number under a word of the bank's own": (
        *statement(["往来账号"], NUMBERS), "'往来账号' (an account number)",
    ),
    "its number beside its name": (
        *statement(["收(付)方账号", "对手户名"], NUMBERS, NAMES),
        "'收(付)方账号' (an account number)",
    ),
    "its number under no header, beside its name": (
        *statement(["", "对手户名"], NUMBERS, NAMES), "'column 5' (an account number)",
    ),
    "its number under the word for any account": (
        *statement(["他方账号", "对手户名"], NUMBERS, NAMES), "'他方账号' (an account number)",
    ),
    "its number under a header that says nothing": (
        *statement(["去向"], NUMBERS), "'去向' (an account number)",
    ),
    "a telephone as the other side": (
        *statement(["绑定"], PHONES), "'绑定' (a phone number)",
    ),
    "a wallet as the other side": (
        *statement(["去往"], WALLETS), "'去往' (a wallet address)",
    ),
    "its name alone": (*statement(["收款方户名"], NAMES), "'收款方户名' (a name)"),
    "firms under a word of the bank's own": (
        *statement(["往来单位"], FIRMS),
        "'往来单位' (a name)",
    ),
    "names under a header that says nothing": (
        *statement(["去处"], PERSONS), "'去处' (a name)",
    ),
    "a known column of it that is mostly blank": (
        *statement(["对手账号", "对方账户"], (OTHER, "", "", "-"), NUMBERS),
        "'对方账户' (an account number)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREAD)
def test_a_file_whose_facts_need_an_unread_column_is_refused(
    name: str, case: Path, tmp_path: Path
) -> None:
    header, rows, told = UNREAD[name]
    path = write(tmp_path / "流水.csv", header, rows)
    done = kg("load", case, path)
    assert done.returncode == 3
    expected = f"流水.csv: layout bank-flow does not read columns that its rows need: {told} — "
    assert expected in done.stdout and "kg layout FILE" in done.stdout
    assert kg("sources", case, "--json").document == []
    trial = kg("load", case, path, "--dry-run")
    assert trial.returncode == 3 and expected in trial.stdout
    shown = kg("load", case, path, "--lang", "zh").stdout
    assert "没有读入其行所需的列" in shown and "--ignore 列名" in shown


def test_a_person_may_leave_a_column_unread_and_it_is_told_and_kept(
    case: Path, tmp_path: Path
) -> None:
    header, rows, _ = UNREAD["both of the other side"]
    path = write(tmp_path / "流水.csv", [*header, "柜员"], [[*row, "7"] for row in rows])
    one = ("--ignore", "交易对手名称")
    assert kg("load", case, path, *one).returncode == 3
    done = kg("load", case, path, *one, "--ignore", "交易对手账号", "--json")
    assert done.returncode == 0
    unread = done.document["loaded"][0]["unread"]
    assert [(one["name"], one["ignored"], one["looks"]) for one in unread] == [
        ("交易对手名称", True, "name"), ("交易对手账号", True, "account"), ("柜员", False, ""),
    ]  # fmt: skip
    assert kg("sources", case, "--json").document[0]["unread"] == unread
    said = kg("sources", case).stdout
    assert "as asked (they stay in the rows): 交易对手名称 · 交易对手账号" in said
    assert "does not know, unused (they stay in the rows): 柜员" in said
    assert "left unread 交易对手名称, 交易对手账号" in kg("log", case).stdout
    assert kg("verify", case).returncode == 0
    assert kg("rebuild", case).returncode == 0 and kg("verify", case).returncode == 0


@pytest.mark.parametrize(
    ("name", "names", "numbers"),
    [
        ("both of the other side", NAMES, NUMBERS),
        ("its number under a header that says nothing", (), NUMBERS),
        ("names under a header that says nothing", PERSONS, ()),
        (
            "firms under a word of the bank's own",
            FIRMS,
            (),
        ),
    ],
)
def test_what_kg_says_to_type_reads_the_column(
    name: str, names: Sequence[str], numbers: Sequence[str], case: Path, tmp_path: Path
) -> None:
    header, rows, _ = UNREAD[name]
    path, draft = write(tmp_path / "流水.csv", header, rows), tmp_path / "own.toml"
    assert kg("layout", path, draft).returncode == 0
    assert kg("load", case, path, "--layout", draft).returncode == 0
    with open_case(case) as opened:
        said = set(opened.sql("SELECT DISTINCT counter_name FROM transfer").rows)
        ends = list(opened.sql("SELECT DISTINCT target FROM transfer").rows)
    assert {one for (one,) in said if one} == set(names)
    assert not numbers or len(ends) == len(numbers)


RIGHT: dict[str, tuple[Sequence[str], list[list[str]]]] = {
    "fees, balances, serials, tellers": statement(
        ["对手账号", "手续费金额", "可用余额", "凭证编号", "柜员流水", "业务参考号"],
        NUMBERS, ("1.00",), ("10.00", "12.00"), [f"{n:016d}" for n in range(1, 13)],
        [f"88{n:014d}" for n in range(1, 13)], [f"99{n:014d}" for n in range(1, 13)],
    ),
    "a branch's telephone, addresses, booking times": statement(
        ["对手账号", "网点电话", "网点地址", "记账日期", "系统时间"],
        NUMBERS, ("13800000001",), ("某市某路 138 号",), ("2024-05-02",), ("2024-05-02 10:00:01",),
    ),
    "notes with numbers": statement(
        ["对手账号", "附言内容", "业务说明"],
        NUMBERS, (f"还款 {THIRD}", "13800000001 转"), ("2024-05-01 工资",),
    ),
    "a bank's name and place for the other side": statement(
        ["对手账号", "对手开户地", "对方省份", "对手类型"],
        NUMBERS, ("某某银行",), ("某省",), ("个人", "单位"),
    ),
    "who was at the counter, and words that are no names": statement(
        ["经办人", "办理情况", "办理地"], ("王五", "赵六", "李四一"), ("成功", "已完成"),
        ("江苏", "云南", "广东", "四川"),
    ),
    "a statement of cash and fees only": statement(
        ["摘要说明", "凭证号码"], ("取现", "手续费"), [f"{n:014d}" for n in range(1, 13)],
    ),
}  # fmt: skip


def test_what_no_fact_needs_is_no_reason_to_refuse(case: Path, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{name}.csv", *table) for name, table in RIGHT.items()]
    done = kg("load", case, *files)
    assert done.returncode == 0, done.stdout
    shown = kg("load", case, *files, "--dry-run").stdout
    for said in (done.stdout, shown):
        for name, (header, _) in RIGHT.items():
            unknown = [one for one in header if one not in (*FLOW, "对手账号", "摘要说明")]
            assert not [one for one in unknown if one not in said], name


ENDS = ("From", "To")
NOT_EDGES: dict[str, tuple[Sequence[str], list[list[str]]]] = {
    "calls": (
        [*ENDS, "Call Time", "Duration"],
        [[PHONES[n], PHONES[n - 1], f"2024-05-01 10:00:{n:02d}", "35"] for n in range(1, 12)],
    ),
    "calls without a time": ([*ENDS, "通话时长"], [["甲", "乙", "35"], ["乙", "丙", "7"]]),
    "transfers of a chain": (
        ["Txhash", "DateTime (UTC)", *ENDS, "Quantity", "Method"],
        [[f"0x{n:064x}", "2024-05-01 10:00:00", *WALLETS[n : n + 2], "5", "Transfer"]
         for n in range(10)],
    ),
    "a ledger": (
        [*ENDS, "When", "Paid"], [["甲公司", "乙公司", "2024-05-01", f"{n}.50"] for n in range(9)],
    ),
    "amounts under a word of their own": (
        [*ENDS, "款项"], [["甲公司", "乙公司", f"{n}.50"] for n in range(9)],
    ),
    "wallets": (ENDS, [[WALLETS[n], WALLETS[n + 1]] for n in range(9)]),
    "telephones": (["source", "target"], [[PHONES[n], PHONES[n + 1]] for n in range(9)]),
    "accounts": (["起点", "终点"], [[NUMBERS[n % 3], NUMBERS[n % 2]] for n in range(9)]),
    "international accounts": (ENDS, [["DE89370400440532013000", "GB29NWBK60161331926819"]]),
    "addresses of e-mail": (ENDS, [[f"u{n}@qq.com", f"v{n}@example.com"] for n in range(9)]),
    "addresses of the net": (["source", "target"], [[f"10.0.0.{n}", "8.8.8.8"] for n in range(9)]),
    "pages": (ENDS, [["https://example.com/a", "https://example.com/b"]]),
    "vehicles": (["起点", "终点"], [["京A12345", "沪BD12345"]]),
    "logins": (ENDS, [["@ann_lee", "wxid_8ab2cd"]]),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_EDGES)
def test_a_list_of_edges_is_taken_only_for_what_is_nothing_else(
    name: str, case: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "x.csv", *NOT_EDGES[name])
    done = kg("load", case, path)
    assert done.returncode == 3, done.stdout
    assert kg("sources", case, "--json").document == []
    assert kg("load", case, path, "--layout", "edges").returncode == 3
    trial = kg("load", case, path, "--dry-run")
    assert trial.returncode == 3 and "kg layout" in trial.stdout


GENERIC = (
    (["Source", "Target", "Type", "Weight"], [["张三", "李四", "Undirected", "2"]]),
    (["from", "to", "date", "label"], [["张三", "李四", "2024-05-01", "认识"]]),
    (
        ["source", "target", "source type", "target type"],
        [[OTHER, "张三", "account", "person"]],
    ),
    (["source", "target", "strength"], [["n1", "n2", "0.75"], ["n2", "n3", "0.50"]]),
    (["source", "target"], [["王京", "A. B. 12"], ["7", "Ann-Lee"]]),
    (
        ["订单号", "收货人", "收货电话", "下单时间", "订单金额", "实付款"],
        [["D1", "王五", "13800000001", "2024-05-01", "5.00", "4.50"]],
    ),
)


def test_what_a_generic_layout_is_for_is_read(case: Path, tmp_path: Path) -> None:
    files = [write(tmp_path / f"{n}.csv", *table) for n, table in enumerate(GENERIC)]
    done = kg("load", case, *files, "--json")
    assert done.returncode == 0, done.stdout
    assert len(done.document["loaded"]) == len(GENERIC)


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            ["姓名", "证件号码", "交易日期", "转账金额"],
            [["王五", "E12345678", "2024-05-01", "5.00"]],
        ),
        (["姓名", "手机号", "转出账户", "转账金额"], [["王五", "13800000001", OTHER, "5.00"]]),
        (["name", "phone", "date", "amount"], [["Ann", "13800000001", "2024-05-01", "5.00"]]),
    ],
)
def test_payments_are_no_list_of_persons(
    header: list[str], rows: list[list[str]], case: Path, tmp_path: Path
) -> None:
    done = kg("load", case, write(tmp_path / "x.csv", header, rows * 4))
    assert done.returncode == 3, done.stdout


def test_many_short_statements_that_do_not_follow_refuse_the_file(
    case: Path, tmp_path: Path
) -> None:
    header = [*FLOW, "对手账号", "交易余额"]
    rows = [
        [
            f"06290000000000{one:05d}",
            f"2024-05-{day:02d} 10:00:00",
            "5.00",
            "出",
            OTHER,
            f"{7 * day}",
        ]
        for one in range(12)
        for day in range(1, 11)
    ]
    path = write(tmp_path / "流水.csv", header, rows)
    told = "the running balances of 12 accounts contradict 108 of 108 rows (100%)"
    for words in ((), ("--dry-run",)):
        done = kg("load", case, path, *words)
        assert done.returncode == 3 and told in done.stdout
    assert (
        "12 个账户的余额与 108 行中的 108 行不符" in kg("load", case, path, "--lang", "zh").stdout
    )
    whole = ("--limit", "balance_share=1")
    assert kg("load", case, path, *whole, "--dry-run").returncode == 0
    assert kg("load", case, path, *whole).returncode == 0


def test_a_real_statement_with_other_words_for_the_other_side_is_read(
    case: Path, shared_data: Callable[[str], Path]
) -> None:
    (path,) = shared_data("real-files").glob("deg_spdb*.xls")
    done = kg("load", case, path)
    assert done.returncode == 0
    assert "bank-debit-credit\t5\t4\t1\t0" in done.stdout
