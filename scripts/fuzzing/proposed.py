"""Tables of any headers and cells, one after another: a proposal for each, then read with it."""

from __future__ import annotations

import sys
import tempfile
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from run import keep_rows, kept_if_broken, options_of, run_all
from seeds import ODD, TEXTS, text_of

from kg.errors import KgError
from kg.requests import LoadRequest
from kg.sources import dry_run
from kg.sources.proposal.propose import MOST_QUESTIONS, propose

ANSWERS = 9
"""So often a table is asked about again with an answer more."""
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


@cache
def languages() -> list[dict[str, list[str]]]:
    """Return the headers that others write, by language and by what a column is for."""
    some = tomllib.loads(WORDS.read_text("utf-8")).values()
    return [roles for roles in some if {"date", "amount"} <= roles.keys()]


def table(dice: Random) -> tuple[str, bytes]:
    """Return a table: columns of the field's headers, their cells mostly of that kind, some odd."""
    is_list = dice.random() < 0.3
    words = (
        {role: list(told) for role, (told, _) in LISTED.items()}
        if is_list
        else dice.choice(languages())
    )
    cells = {role: told for role, (_, told) in LISTED.items()} if is_list else CELLS
    known = [role for role in words if isinstance(words[role], list)]
    roles = [dice.choice(known) for _ in range(dice.randrange(6))]
    usual = ("name", "certificate", "phone") if is_list else ("date", "amount", "own")
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
        assert len(found.questions) <= MOST_QUESTIONS, f"{len(found.questions)} questions"
        if not found.questions:
            break
        question = found.questions[0]
        answer = dice.choice(question.answers).text
        if question.option == "role":
            given = replace(given, role=(*given.role, answer))
        elif question.option == "account":
            given = replace(given, account="0629000000000000017")
        else:
            given = replace(given, **{question.option: answer})
    else:
        return "still asks"
    places = [column.place for column in found.columns]
    assert places == list(range(1, len(places) + 1)), f"columns {places}"
    layout = path.with_name("proposed.toml")
    layout.write_text(found.layout, "utf-8")
    if not mapped:
        answers = {"account": given.account} if given.account else {}
        return keep_rows(path, path.parent, str(layout), answers)
    reading = dry_run(path, str(layout), account=given.account).reading
    counted = reading.stored + len(reading.problems) + len(reading.skipped)
    assert reading.read == counted, f"read {reading.read}, accounted for {counted}"
    return "read with problems" if reading.problems else "read"


def refusal_or_rows(path: Path, dice: Random, mapped: bool) -> str:
    """Return what a table came to: an error of kg's own is an answer too."""
    try:
        return outcome(path, dice, mapped)
    except KgError as refused:
        return type(refused).__name__


def one(seed: str, keep: Path | None, mapped: bool = True) -> str:
    """Make the table of a seed and ask for a proposal; keep it if a promise was broken."""
    dice = Random(seed)  # noqa: S311 -- the same seed, the same file
    name, data = table(dice)
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
