"""Tables of any headers and cells, one after another: a proposal for each, then read with it."""

from __future__ import annotations

import io
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from run import keep_rows, kept_if_broken, options_of, run_all
from seeds import ODD, TEXTS, text_of

from kg.errors import KgError, ReaderCrashed
from kg.requests import LoadRequest
from kg.sources import dry_run
from kg.sources.proposal.propose import propose
from kg.sources.proposal.table_proposal import MOST_QUESTIONS

ANSWERS = 12
"""So often a table is asked about again with an answer more."""
OTHER, PACKED = 0.2, 0.1
"""How often a table is one of calls, trades or relations, and how often a zip holds several."""
WORDS = Path(__file__).parents[1] / "corpora" / "words.toml"


CELLS = {
    "time": (*TEXTS["time"], "2024-05-02 11:30:00"),
    "date": ("2024-05-01", "2024-05-02", "03/04/2024"),
    "clock": ("10:00:00", "113000"), "amount": (*TEXTS["amount"], "1,234.5", "12,50", "- 3.00"),
    "out": ("5.00", ""), "in": ("", "7.10"), "balance": ("100.00", "95.00", "1.234,00"),
    "way": ("借", "贷", "支出", "D", "C", "/"),
    "currency": TEXTS["currency"], "serial": ("S1", "S2"),
    "other_name": TEXTS["name"], "holder": TEXTS["name"], "memo": TEXTS["text"],
    "payer_name": TEXTS["name"], "payee_name": TEXTS["name"],
}  # fmt: skip
"""Texts of the cells under the headers of a role; all others are numbers of accounts."""


LISTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "name": (("姓名", "户名", "嫌疑人", "Full Name", "ФИО"), TEXTS["name"]),
    "certificate": (("身份证号", "证件号码", "National ID"), TEXTS["certificate"]),
    "phone": (("联系电话", "手机", "Mobile No"), TEXTS["phone"]),
    "account": (("卡号", "账户号码", "Account No", "IBAN"), TEXTS["account"]),
    "wallet": (("钱包", "Wallet"), TEXTS["wallet"]),
    "social": (("微信号", "Telegram", "QQ"), TEXTS["user"]),
    "opened": (("开户日期", "Registered On"), CELLS["date"]),
    "birth": (("出生日期", "DOB"), CELLS["date"]),
    "id": (("node", "编号", "ID"), ("N1", "N2", "N3")),
    "loss": (("涉案金额", "Amount Lost"), TEXTS["amount"]),
    "payee": (("收款账号", "Payee Account"), TEXTS["account"]),
    "text": (("备注", "地址", "性别", "Status"), TEXTS["text"]),
}
"""Headers of lists of people, accounts and numbers by what a column is for, and its cells."""
OTHERS: tuple[dict[str, tuple[tuple[str, ...], tuple[str, ...]]], ...] = (
    {
        "caller": (("src", "a-party", "主叫", "本方号码", "Calling Number"), TEXTS["phone"]),
        "called": (("dst", "b-party", "被叫", "对方", "Called Number"), (*TEXTS["phone"], "1003")),
        "begun": (("calldate", "起始时刻", "Date & Time"), CELLS["time"]),
        "lasted": (("duration", "时长秒", "billsec"), ("60", "0", "")),
        "way": (("Call Type", "主被叫", "Direction"), ("Incoming", "Outgoing", "主叫", "被叫")),
    },
    {
        "pair": (("Pairs", "Symbol", "交易对"), ("BTCUSDT", "ETH/USDT", "BTC-USDT")),
        "date": (("Time", "时间"), CELLS["time"]),
        "side": (("Side", "Direction", "方向"), ("Buy", "Sell", "买入", "卖出")),
        "price": (("Filled Price", "Price", "价格"), ("2", "30000")),
        "quantity": (("Executed Amount", "Filled Quantity", "数量"), ("3", "0.5")),
        "total": (("Total", "Order Amount", "成交额"), ("6", "15000")),
        "fee": (("Fee", "手续费"), ("0.1", "1USDT", "")),
        "decimals": (("Decimals",), ("6", "18", "")),
    },
    {
        "from": (("source", "Source", "from"), ("n1", "n2", *TEXTS["name"])),
        "to": (("target", "Target", "to"), ("n2", "n3", *TEXTS["name"])),
        "word": (("relation", "关系", "type"), ("knows", "follows")),
        "weight": (("weight", "权重"), ("1", "0.8")),
    },
)
"""Headers and cells of calls, of trades and of relations, by what a column is for."""
USUAL = {"caller": 0.8, "called": 0.8, "begun": 0.8, "date": 0.8, "from": 0.9, "to": 0.9}


@cache
def languages() -> list[dict[str, list[str]]]:
    """Return the headers that others write, by language and by what a column is for."""
    some = tomllib.loads(WORDS.read_text("utf-8")).values()
    return [roles for roles in some if {"date", "amount"} <= roles.keys()]


def file_of_tables(dice: Random) -> tuple[str, bytes]:
    """Return a table, or a zip of two or three."""
    if dice.random() >= PACKED:
        return table(dice)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(dice.randrange(2, 4)):
            archive.writestr(f"{number}.csv", table(dice)[1])
    return "a.zip", packed.getvalue()


def table(dice: Random) -> tuple[str, bytes]:
    """Return a table: columns of the field's headers, their cells mostly of that kind, some odd."""
    if dice.random() < OTHER:
        told = dice.choice(OTHERS)
        words = {role: list(headers) for role, (headers, _) in told.items()}
        cells = {role: some for role, (_, some) in told.items()}
        return written(dice, words, cells, [role for role in words if role in USUAL])
    is_list = dice.random() < 0.3
    words = (
        {role: list(told) for role, (told, _) in LISTED.items()}
        if is_list
        else dice.choice(languages())
    )
    cells = {role: told for role, (_, told) in LISTED.items()} if is_list else CELLS
    usual = ("name", "certificate", "phone") if is_list else ("date", "amount", "own")
    return written(dice, words, cells, usual)


def written(
    dice: Random,
    words: Mapping[str, list[str]],
    cells: Mapping[str, tuple[str, ...]],
    usual: Sequence[str],
) -> tuple[str, bytes]:
    """Return a text of columns under headers of their roles, the usual ones mostly among them."""
    known = [role for role in words if isinstance(words[role], list)]
    roles = [dice.choice(known) for _ in range(dice.randrange(6))]
    roles += [role for role in usual if dice.random() < 0.8]
    dice.shuffle(roles)
    odd = dice.choice((0.0, 0.0, 0.02, 0.3))
    anything = list(TEXTS.values())
    kinds = [
        dice.choice(anything) if dice.random() < 0.1 else cells.get(role, TEXTS["account"])
        for role in roles
    ]
    head = [dice.choice(ODD if dice.random() < 0.04 else words[role]) for role in roles]
    rows = [
        [dice.choice(ODD if dice.random() < odd else [*kind, ""]) for kind in kinds]
        for _ in range(dice.randrange(12))
    ]
    said = ("账号：0629000000000021093", "单位：万元", "户名：容某", *ODD)
    titles = [[dice.choice(said)] for _ in range(dice.randrange(3))]
    text = text_of([*titles, head, *rows], dice.choice(",;\t|"))
    name = dice.choice(("a.csv", "statement_0629000000000021093.csv"))
    return name, text.encode("utf-8", "replace")


def outcome(path: Path, dice: Random, mapped: bool) -> str:
    """Ask for a proposal until nothing is asked; then read the file with it.

    Raises:
        AssertionError: A promise is broken: more than three questions at a time, a column that is
            not told of, a row that is neither stored nor named.
    """
    given = LoadRequest()
    for _ in range(ANSWERS):
        found = propose(path, given)
        for one in found.every:
            assert len(one.questions) <= MOST_QUESTIONS, f"{len(one.questions)} questions"
        if not found.all_questions:
            break
        question = found.all_questions[0]
        answer = dice.choice(question.answers).text
        if question.option == "role":
            given = replace(given, role=(*given.role, answer))
        elif question.option == "account":
            given = replace(given, account="0629000000000000017")
        else:
            given = replace(given, **{question.option: answer})
    else:
        return "still asks"
    for one in found.every:
        places = [column.place for column in one.columns]
        assert places == list(range(1, len(places) + 1)), f"columns {places}"
    layout = path.with_name("proposed.toml")
    layout.write_text(found.layouts, "utf-8")
    if not mapped:
        answers = {"account": given.account} if given.account else {}
        return keep_rows(path, path.parent, str(layout), answers)
    reading = dry_run(path, str(layout), account=given.account).reading
    counted = reading.stored + len(reading.problems) + len(reading.skipped)
    assert reading.read == counted, f"read {reading.read}, accounted for {counted}"
    return "read with problems" if reading.problems else "read"


def refusal_or_rows(path: Path, dice: Random, mapped: bool) -> str:
    """Return what a table came to: an error of kg's own is an answer too, a reader's death is none.

    Raises:
        AssertionError: A promise is broken, or the reader died of the table.
    """
    try:
        return outcome(path, dice, mapped)
    except ReaderCrashed as died:
        raise AssertionError(str(died)) from died
    except KgError as refused:
        return type(refused).__name__


def one(seed: str, keep: Path | None, mapped: bool = True) -> str:
    """Make the table of a seed and ask for a proposal; keep it if a promise was broken."""
    dice = Random(seed)  # noqa: S311 -- the same seed, the same file
    name, data = file_of_tables(dice)
    with tempfile.TemporaryDirectory(prefix="kg-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return kept_if_broken(path, seed, keep, lambda: refusal_or_rows(path, dice, mapped))


def main() -> int:
    options = options_of(__doc__).parse_args()

    def each(seed: str, number: int) -> str:
        return one(seed, options.keep, number % options.map_every == 0)

    return run_all("proposal", options, each)


if __name__ == "__main__":
    sys.exit(main())
