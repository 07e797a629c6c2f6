"""The two banks' exports and their companions, with the dirt that such files carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.demo.cast import BANKS, HUB, Account, Cast
from kg.demo.statements import COLUMNS, StatementLine, cells
from kg.demo.writers import Cell, write_csv, write_workbook

BANK_A = f"{BANKS['A']}_交易流水.csv"
BANK_B = f"{BANKS['B']}_交易明细.xlsx"


@dataclass(slots=True)
class Written:
    """What a file holds: rows that are facts, rows that are not, rows that are wrong."""

    name: str
    rows: int
    titles: int = 0
    totals: int = 0
    bad: list[dict[str, str | int]] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def as_answer(self) -> dict[str, object]:
        """Return the counts that a load must report."""
        return {
            "rows": self.rows + len(self.bad),
            "stored": self.rows,
            "skipped": {"title": self.titles, "total": self.totals},
            "problems": self.bad,
        }


def write_bank_a(folder: Path, lines: Sequence[StatementLine]) -> Written:
    """Write bank A's CSV in GB18030: compact times, a tab before long digits, 进 and 出."""
    written = Written(BANK_A, len(lines))
    rows = [list(COLUMNS)]
    for line in lines:
        rows.append(list(_as_bank_a(line).values()))
        written.places[line.log_no] = len(rows)
    _spoil_a(rows, written)
    write_csv(folder / BANK_A, rows, "gb18030")
    return written


def _as_bank_a(line: StatementLine) -> dict[str, str]:
    row = cells(line)
    row["交易卡号"] = f"\t{row['交易卡号']}"
    if line.other and line.other.bank == "B":
        row["交易对手账卡号"] += "-1"
    return row | {
        "交易时间": f"{line.at:%Y%m%d%H%M%S}",
        "交易金额": _yuan(line.fen),
        "交易余额": _yuan(line.balance),
        "收付标志": "进" if line.incoming else "出",
        "交易币种": "CNY",
    }


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _spoil_a(rows: list[list[str]], written: Written) -> None:
    """Add a row whose card a spreadsheet rounded, and one that was torn in the middle."""
    card, time, amount = (
        COLUMNS.index(name) for name in ("交易对手账卡号", "交易时间", "交易金额")
    )
    donor = next(row for row in reversed(rows) if row[card] and row[2] != HUB)
    rounded = list(donor)
    rounded[card] = "6.22202E+18"
    _plant(rows, rounded, written, "rounded")
    _plant(rows, donor[: amount + 1], written, "columns")
    assert rows[-1][time] == donor[time]


def _plant(rows: list[list[str]], row: list[str], written: Written, code: str) -> None:
    """Append a bad row that did not happen: no balance counts it."""
    rows.append(row)
    written.bad.append({"row": len(rows), "code": code, "text": ",".join(row)})


def write_bank_b(folder: Path, lines: Sequence[StatementLine]) -> Written:
    """Write bank B's workbook: a title above, totals below, number cells, 借 and 贷."""
    written = Written(BANK_B, len(lines), titles=1, totals=1)
    rows: list[list[Cell]] = [[f"{BANKS['B']}协助查询结果 交易明细"], list(COLUMNS)]
    for line in lines:
        rows.append(list(_as_bank_b(line).values()))
        written.places[line.log_no] = len(rows)
    impossible = list(rows[-1])
    impossible[COLUMNS.index("交易时间")] = "2024-02-30 10:15:00"
    rows.append(impossible)
    written.bad.append({"row": len(rows), "code": "time", "text": "2024-02-30 10:15:00"})
    rows.append(_totals(lines))
    write_workbook(folder / BANK_B, "交易明细", rows, [22, 20, 12, 20, 20, 14, 14])
    return written


def _as_bank_b(line: StatementLine) -> dict[str, Cell]:
    row: dict[str, Cell] = dict(cells(line))
    if line.other and line.other.bank == "C":
        row["交易对手账卡号"] = f"{line.other.card}_156_1"
    return row | {
        "交易时间": f"{line.at:%Y-%m-%d %H:%M:%S}",
        "交易金额": line.fen / 100,
        "交易余额": line.balance / 100,
        "收付标志": "贷" if line.incoming else "借",
        "交易币种": "人民币",
    }


def _totals(lines: Sequence[StatementLine]) -> list[Cell]:
    total: list[Cell] = [""] * len(COLUMNS)
    total[0] = "合计"
    total[COLUMNS.index("交易金额")] = sum(line.fen for line in lines) / 100
    return total


def write_companions(folder: Path, cast: Cast, closing: dict[str, int]) -> list[Written]:
    """Write who the holders are, their accounts and their sub-accounts."""
    accounts = cast.queried()
    return [
        _write_people(folder, cast, accounts),
        _write_accounts(folder, cast, closing),
        _write_sub_accounts(folder, accounts, closing),
    ]


def _write_people(folder: Path, cast: Cast, accounts: Sequence[Account]) -> Written:
    phones = {
        person.resident_id: person.phone for person in [cast.dealer, *cast.mules, *cast.neighbours]
    }
    rows = [["客户名称", "证照类型", "证照号码", "联系手机", "工作单位", "单位地址"]]
    holders = {account.certificate: account.holder for account in accounts}
    for certificate, holder in holders.items():
        kind = "居民身份证" if certificate in phones else "统一社会信用代码"
        rows.append([holder, kind, certificate, phones.get(certificate, ""), "", "澄湖市新桥路"])
    write_csv(folder / "人员信息.csv", rows, "utf-8-sig")
    return Written("人员信息.csv", len(rows) - 1)


#: The day on which most of the first cards were opened, and a neighbour's as well.
OPENING_DAY = "2024-03-11"


def opened_on(cast: Cast) -> dict[str, str]:
    """Return when each account whose bank answered was opened."""
    days = {
        account.card: f"20{19 + place % 5}-0{place % 9 + 1}-1{place % 10}"
        for place, account in enumerate(cast.queried())
    }
    together = [*cast.levels[1][:4], cast.ordinary[7]]
    return days | {account.card: OPENING_DAY for account in together}


def _write_accounts(folder: Path, cast: Cast, closing: dict[str, int]) -> Written:
    accounts, opened = cast.queried(), opened_on(cast)
    head = (
        "账户开户名称 开户人证件号码 交易卡号 交易账号 账号开户时间 账户余额 可用余额 "
        "币种 账户类型 账户状态 开户网点 账号开户银行"
    )
    rows = [head.split()]
    for account in accounts:
        rest = _yuan(closing[account.card])
        bank = BANKS[account.bank]
        rows.append([
            account.holder, account.certificate, f"\t{account.card}", f"\t{account.number}",
            opened[account.card],
            rest, rest, "人民币", "借记卡", "正常", f"{bank}澄湖支行", bank,
        ])  # fmt: skip
    write_csv(folder / "账户信息.csv", rows, "gb18030")
    return Written("账户信息.csv", len(rows) - 1)


def _write_sub_accounts(
    folder: Path, accounts: Sequence[Account], closing: dict[str, int]
) -> Written:
    head = "账户开户名称 开户人证件号码 交易卡号 交易账号 子账户账号 子账户类别 余额 币种"
    rows = [head.split()]
    for account in accounts:
        rows.append([
            account.holder, account.certificate, account.card, account.number,
            f"{account.number}001", "活期", _yuan(closing[account.card]), "人民币",
        ])  # fmt: skip
    write_csv(folder / "子账户信息.csv", rows, "utf-8-sig")
    return Written("子账户信息.csv", len(rows) - 1)
