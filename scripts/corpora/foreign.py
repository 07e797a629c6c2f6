"""Spoilt and foreign files: a family spoils a statement in one way, or writes it as others do."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from facts import Party, parties, repeatable, statement
from forms import Form, precision_of
from known import ZONE, as_file, parties_of, wallet
from tables import Row, TableFile, Told, cells, moment, text, workbook

Maker = Callable[[Random, int], TableFile]
_SIGNED = {
    "own": "卡号", "holder": "户名", "time": "交易时间", "amount": "交易金额", "balance": "余额",
    "other": "对方账号", "other_name": "对方户名", "memo": "摘要",
}  # fmt: skip
_WORDED = {
    "own": "交易卡号", "holder": "账户开户名称", "time": "交易时间", "amount": "交易金额",
    "balance": "交易余额", "way": "收付标志", "other": "交易对手账卡号", "other_name": "对手户名",
    "memo": "摘要说明", "currency": "交易币种",
}  # fmt: skip
_COLUMNS = {
    "own": "账号", "holder": "户名", "time": "交易时间", "out": "借方发生额", "in": "贷方发生额",
    "balance": "余额", "other": "对方账号", "other_name": "对方户名", "memo": "摘要",
}  # fmt: skip
_ENDS = {
    "payer": "付款卡号", "payer_name": "付款人", "payee": "收款卡号", "payee_name": "收款人",
    "amount": "金额", "time": "转账时间", "memo": "用途",
}  # fmt: skip
_ZONES = {
    "en": ("Asia/Hong_Kong", "Europe/London", "America/New_York", "Asia/Kolkata"),
    "de": ("Europe/Berlin",), "nl": ("Europe/Amsterdam",), "fr": ("Europe/Paris",),
    "es": ("Europe/Madrid",),
}  # fmt: skip
_MONEY = {
    "Asia/Hong_Kong": "HKD", "Europe/London": "GBP", "America/New_York": "USD",
    "Asia/Kolkata": "INR",
}  # fmt: skip


@cache
def words() -> dict[str, Any]:
    """Return the words of the field, by language and role."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def base(dice: Random) -> Form:
    """Return a form that kg knows, to be spoilt: signed, worded, or two columns of amounts."""
    shape = dice.choice(("signed", "worded", "columns"))
    if shape == "signed":
        return Form(dict(_SIGNED), minus="out")
    if shape == "worded":
        out, into = dice.choice((("出", "进"), ("借", "贷"), ("支出", "收入")))
        return Form(dict(_WORDED), out=out, into=into)
    return Form(dict(_COLUMNS), empty=dice.choice(("", "0.00")))


def shape(dice: Random, lang: str, *, ends: bool = False, name_only: bool = False) -> Form:
    """Return a form in a language's own words, of any shape that statements have."""
    own, time = ["own", "holder"], ["date"] if lang not in ("zh", "en") else ["time"]
    if ends:
        roles = [*time, "payer", "payer_name", "payee", "payee_name", "amount", "memo"]
        return Form(headed(dice, lang, roles), lang)
    kind = dice.choice(("signed", "worded", "columns"))
    money = {"signed": ["amount"], "worded": ["way", "amount"], "columns": ["out", "in"]}[kind]
    other = ["other_name"] if name_only else ["other", "other_name"]
    roles = [*time, *own, *money, "balance", *other, "memo", "currency"]
    roles = [role for role in roles if role in words()[lang] or not role.startswith("w")]
    if "way" in roles and "way" not in words()[lang]:
        roles[roles.index("way")] = "x:way"
    out, into = dice.choice(words()["directions"][lang])
    form = Form(headed(dice, lang, roles), lang, out=out, into=into)
    return form.with_(minus="out") if kind == "signed" else form


def headed(dice: Random, lang: str, roles: Sequence[str]) -> dict[str, str]:
    """Return a header for each role in a language's words; no word stands twice."""
    heads: dict[str, str] = {}
    for role in roles:
        known = words()[lang].get(role) or words()["en"].get(role) or [role]
        free = [word for word in known if word not in heads.values()]
        heads[role] = dice.choice(free or [f"{known[0]} 2"])
    return heads


def shuffled(dice: Random, form: Form) -> Form:
    """Return a form with its columns in another order."""
    roles = list(form.heads)
    dice.shuffle(roles)
    return form.with_(heads={role: form.heads[role] for role in roles})


def made(
    dice: Random, family: str, number: int, form: Form, *, titles: Sequence[Row] = (),
    foot: Sequence[Row] = (), header: bool = True, file: str = "", cents: int = 2,
    own: Sequence[Party] | None = None, delimiter: str = "", facts: Mapping[str, str] | None = None,
    kind: str = "", minutes: bool = False,
) -> TableFile:  # fmt: skip
    """Return the file of a form: payments of one account, or of some given ones, one by one."""
    mine, others = parties_of(dice, 1, kind) if own is None else ([], parties(dice, 7, kind))
    mine = list(own or mine)
    payments = [
        p for one in mine
        for p in statement(dice, one, others, dice.randrange(8, 22), cents=cents, minutes=minutes)
    ]  # fmt: skip
    rows = [*titles, *([form.header()] if header else [])]
    rows += [form.row(p, n) for n, p in enumerate(payments, 1)]
    rows += foot
    told = [form.told(p) for p in payments]
    known = form.facts(mine) | dict(facts or {})
    if not header:  # its columns are called by their numbers
        known = {key: fact for key, fact in known.items() if not key.startswith("column:")}
        known |= {f"column:column {n}": role for n, role in enumerate(form.heads, 1)}
    name = file or f"{family.replace(' ', '_')}_{number}"
    if delimiter:
        data = text(rows, delimiter=delimiter, encoding="utf-8-sig")
        return TableFile(family, f"{name}.csv", data, tuple(told), known, len(foot))
    whole = as_file(dice, family, name, rows, told)
    return replace(whole, facts=known, noise=len(foot))


# Families: headers.


def order(dice: Random, number: int) -> TableFile:
    """Write the columns of a known form in another order."""
    return made(dice, "shuffled", number, shuffled(dice, base(dice)))


def renamed(dice: Random, number: int) -> TableFile:
    """One to three headers of a known form under other words of the field."""
    form = base(dice)
    heads = dict(form.heads)
    for role in dice.sample(list(heads), dice.randrange(1, 4)):
        heads[role] = dice.choice(words()["zh"][role])
    return made(dice, "renamed", number, form.with_(heads=heads))


def other_words(dice: Random, number: int) -> TableFile:
    """Every header in other words of the field, the columns in any order."""
    form = shuffled(dice, shape(dice, "zh", name_only=dice.random() < 0.2))
    return made(dice, "other-words", number, form)


def translated(dice: Random, number: int) -> TableFile:
    """Write a known Chinese form with its headers in English, or an English one in Chinese."""
    form = base(dice)
    if dice.random() < 0.5:
        return made(
            dice, "translated", number, form.with_(heads=headed(dice, "en", list(form.heads)))
        )
    heads = headed(dice, "zh", list(form.heads))
    out, into = dice.choice(words()["directions"]["en"])
    return made(dice, "translated", number, form.with_(heads=heads, out=out, into=into))


def removed(dice: Random, number: int) -> TableFile:
    """Leave one header blank, or one column out; more often one on which something hangs."""
    form = base(dice)
    heads = dict(form.heads)
    weighty = [role for role in ("own", "other", "other_name", "way") if role in heads]
    if dice.random() < 0.5:
        heads[dice.choice([*weighty, *heads])] = ""
    else:
        light = [role for role in heads if role not in ("time", "amount", "out", "in")]
        heads.pop(dice.choice([*weighty, *light]))
    return made(dice, "removed", number, form.with_(heads=heads))


def headerless(dice: Random, number: int) -> TableFile:
    """Write a statement, or a list of payers and payees, without a header."""
    form = dice.choice((base(dice), Form(dict(_ENDS))))
    return made(dice, "headerless", number, form, header=False)


# Families: which way money went.


def sign(dice: Random, number: int) -> TableFile:
    """Signed amounts where minus came in: the balance proves it, or the words are foreign."""
    known = dice.random() < 0.6
    form = Form(dict(_SIGNED)) if known else shape(dice, dice.choice(("zh", "en")))
    if not known:
        kept = {r: h for r, h in form.heads.items() if r not in ("way", "out", "in")}
        form = form.with_(heads=kept | headed(dice, form.lang, ["amount"]))
    return made(dice, "swapped-sign", number, form.with_(minus="in"))


def ends(dice: Random, number: int) -> TableFile:
    """Write a list with the payee first, or a known form with its two sides swapped."""
    if dice.random() < 0.5:
        lang = dice.choice(("zh", "en"))
        form = shape(dice, lang, ends=True)
        first = ("payee", "payee_name", "payer", "payer_name")
        heads = {role: form.heads[role] for role in first} | dict(form.heads)
        return made(dice, "swapped-ends", number, form.with_(heads=heads))
    form = base(dice)
    first = ("other", "other_name", "own", "holder")
    heads = {role: form.heads[role] for role in first} | dict(form.heads)
    return made(dice, "swapped-ends", number, form.with_(heads=heads))


def columns(dice: Random, number: int) -> TableFile:
    """Debit and credit columns in other words; some of a firm's own books, where debit is in."""
    form = Form(dict(_COLUMNS))
    if dice.random() < 0.4:  # a firm's cash book: what is debited came in, as the balance shows
        heads = {**_COLUMNS, "out": "贷方发生额", "in": "借方发生额"}
        return made(dice, "debit-credit", number, form.with_(heads=heads))
    heads = {**_COLUMNS, **headed(dice, "zh", ["out", "in"])}
    return made(
        dice,
        "debit-credit",
        number,
        form.with_(heads=heads, empty=dice.choice(("", "0.00", "-", "0"))),
    )


def directions(dice: Random, number: int) -> TableFile:
    """Write the direction in words of other kinds, under a known header or another."""
    if dice.random() < 0.25:
        return _said_beside(dice, number)
    out, into = dice.choice(
        [*words()["directions"]["zh"], *words()["directions"]["en"], ["1", "2"], ["0", "1"]]
    )
    heads = dict(_WORDED)
    if dice.random() < 0.4:
        heads["way"] = dice.choice(words()["zh"]["way"])
    return made(dice, "direction-words", number, Form(heads, out=out, into=into))


def _said_beside(dice: Random, number: int) -> TableFile:
    """Return amounts of which only what undoes a row has a minus; a further column says the way."""
    out, into = dice.choice(words()["directions"]["zh"])
    heads = {**_SIGNED, "way": dice.choice(words()["zh"]["way"])}
    if dice.random() < 0.5:
        heads.pop("balance")
    form = Form(heads, out=out, into=into)
    (own,), others = parties_of(dice)
    payments = statement(dice, own, others, dice.randrange(8, 20))
    rows = [form.header(), *(form.row(p, n) for n, p in enumerate(payments, 1))]
    told = [form.told(p) for p in payments]
    undone = dice.randrange(len(payments))
    again = list(rows[undone + 1])
    places = {role: n for n, role in enumerate(heads)}
    again[places["amount"]] = f"-{again[places['amount']]}"
    again[places["memo"]] = "冲正"
    rows.insert(undone + 2, again)
    told.append(replace(told[undone], amount=-told[undone].amount, status="reversal"))
    file = as_file(dice, "direction-words", f"said_beside_{number}", rows, told)
    return replace(file, facts=form.facts([own]))


# Families: figures and times.

_DATES = (
    ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y"), ("%m/%d/%Y %H:%M", "%m/%d/%Y"),
    ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y"),
    ("%d-%k-%Y %H:%M:%S", "%d-%k-%Y"), ("%k %e, %Y %H:%M:%S", "%k %e, %Y"),
    ("%Y/%o/%e %q:%M", "%Y/%o/%e"), ("%Y年%o月%e日 %q时%M分%S秒", "%Y年%o月%e日"),
    ("%Y%m%d%H%M%S", "%Y%m%d"), ("%y-%m-%d %H:%M:%S", "%y-%m-%d"), ("%d/%m/%y", "%d/%m/%y"),
    ("%R/%m/%d %H:%M", "%R/%m/%d"), ("%B-%m-%d %H:%M:%S", "%B-%m-%d"), ("%s", "%s"), ("%n", "%n"),
    ("%Y-%m-%d-%H.%M.%S.000000", "%Y-%m-%d"), ("%o/%e/%Y %h:%M:%S %a", "%o/%e/%Y"),
    ("%Y-%m-%dT%H:%M:%S+08:00", "%Y-%m-%d"), ("%Y-%m-%d %u%h:%M:%S", "%Y-%m-%d"),
    ("%Y.%m.%d %H:%M:%S", "%Y.%m.%d"), ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"),
)  # fmt: skip


def dates(dice: Random, number: int) -> TableFile:
    """Dates in another order or form under the headers of a known form."""
    at, day = _DATES[number % len(_DATES)] if dice.random() < 0.5 else dice.choice(_DATES)
    form = base(dice).with_(at=at, day=day, precision=precision_of(at))
    if at.endswith("Z"):
        form = form.with_(zone="UTC")
    return made(dice, "dates", number, form, minutes=form.precision == "minute")


_FIGURES = (
    "comma", "dot_comma", "space_comma", "nbsp_comma", "apostrophe", "indian", "yen", "yuan",
    "wide", "wan", "four",
)  # fmt: skip
_NEGATIVES = ("({})", "{}-", "-{}", "－{}", "−{}")


def decimals(dice: Random, number: int) -> TableFile:
    """Write numbers, or their minus, in another style under the headers of a known form."""
    form = base(dice).with_(figure=dice.choice(_FIGURES))
    if form.minus:
        form = form.with_(negative=dice.choice(_NEGATIVES), positive=dice.choice(("{}", "+{}")))
    if dice.random() < 0.25:  # whole amounts in thousands, parted by dots
        heads = dict(form.heads)
        heads.setdefault("currency", "币种")
        form = form.with_(
            figure="dots", heads=heads, empty="0" if form.empty else "",
            currency="VND", currency_word=dice.choice(("VND", "越南盾")),
        )  # fmt: skip
        return made(dice, "decimals", number, form, cents=0)
    return made(dice, "decimals", number, form)


def units(dice: Random, number: int) -> TableFile:
    """Amounts in fen or in units of 10,000: said in the header, or in a title line above."""
    word, shift, style = dice.choice(
        (("万元", -4, "plain"), ("分", 2, "whole"), ("千元", -3, "plain"))
    )
    form = base(dice).with_(unit=shift, figure=style)
    if dice.random() < 0.5:
        heads = {
            r: f"{h}({word})" if r in ("amount", "out", "in", "balance") else h
            for r, h in form.heads.items()
        }
        return made(dice, "units", number, form.with_(heads=heads))
    titles = [
        ["账户交易明细"],
        [dice.choice(("单位：{}", "金额单位：{}", "（单位：人民币{}）")).format(word)],
    ]
    return made(dice, "units", number, form, titles=titles)


def money(dice: Random, number: int) -> TableFile:
    """Another currency than the form's usual one: by a sign, in the header, or in a title line."""
    form = base(dice)
    heads = {role: head for role, head in form.heads.items() if role != "currency"}
    how = dice.choice(("sign", "header", "title", "late"))
    code, word, style = dice.choice(
        (("USD", "美元", "dollar"), ("HKD", "港币", "hk"), ("EUR", "欧元", "euro"))
    )
    form = form.with_(heads=heads, currency=code)
    if how == "sign":
        return made(dice, "currency", number, form.with_(figure=style))
    if how == "late":
        style, code = dice.choice((("code_late", "HKD"), ("code", "USD")))
        return made(dice, "currency", number, form.with_(figure=style, currency=code))
    if how == "title":
        titles = [["账户交易明细"], [f"币种：{word}"]]
        return made(dice, "currency", number, form, titles=titles)
    heads = {r: f"{h}({word})" if r in ("amount", "out", "in") else h for r, h in heads.items()}
    return made(dice, "currency", number, form.with_(heads=heads))


def split(dice: Random, number: int) -> TableFile:
    """Day and time of day in two columns, in other words, the time without its leading zeros."""
    form = base(dice)
    heads: dict[str, str] = {}
    for role, head in form.heads.items():
        heads |= headed(dice, "zh", ["date", "clock"]) if role == "time" else {role: head}
    day, clock = dice.choice((
        ("%Y-%m-%d", "%H:%M:%S"), ("%Y%m%d", "%H%M%S"), ("%Y%m%d", "%q%M%S"), ("%Y/%o/%e", "%q:%M"),
        ("%d/%m/%Y", "%H:%M"), ("%Y-%m-%d 00:00:00", "%H:%M:%S"),
    ))  # fmt: skip
    exact = precision_of(clock)
    form = form.with_(heads=heads, day=day, clock=clock, precision=exact)
    return made(dice, "split-time", number, form, minutes=exact == "minute")


# Families: what else stands in the file.


def extra(dice: Random, number: int) -> TableFile:
    """Further columns among those of a known form: fees, second dates, second amounts."""
    form = base(dice)
    heads, extras = dict(form.heads), {}
    for role in dice.sample(list(words()["extra"]["zh"]), dice.randrange(2, 6)):
        heads[f"x:{role}"] = dice.choice(words()["extra"]["zh"][role])
    if dice.random() < 0.4:
        heads["x:base"] = dice.choice(("折算金额", "本币金额", "入账金额", "手续费金额"))
        extras["x:base"] = "7.10"
    return made(
        dice, "extra-columns", number, shuffled(dice, form.with_(heads=heads, extras=extras))
    )


def titles(dice: Random, number: int) -> TableFile:
    """Title lines above, with the account in them or not, totals and foot lines below."""
    form = base(dice)
    own, _ = parties_of(dice)
    lines: list[Row] = [
        ["某某银行股份有限公司"],
        ["客户交易明细清单"],
        ["查询期间：2023-01-01 至 2024-12-31"],
    ]
    foot: list[Row] = []
    if dice.random() < 0.6:
        gone = ("own", "holder")
        form = form.with_(heads={r: h for r, h in form.heads.items() if r not in gone})
        label = dice.choice(("卡号", "账号", "账户", "客户账号", "Account No."))
        lines += [[f"户名：{own[0].name}", f"{label}：{own[0].number}"]]
    width = len(form.heads)
    if dice.random() < 0.7:
        sums = [""] * width
        sums[0], sums[-1] = dice.choice(("合计", "总计", "本页小计", "Total")), "123,456.78"
        foot.append(sums)
    if dice.random() < 0.5:
        foot += [["制表人：某某", "复核：某某"], ["以上内容仅供参考"]]
    return made(dice, "titles-totals", number, form, titles=lines, foot=foot, own=own)


def two_accounts(dice: Random, number: int) -> TableFile:
    """Two accounts in one file: in a column, or one block under the other, each with its title."""
    own, others = parties_of(dice, 2)
    form = base(dice)
    if dice.random() < 0.4:
        return made(dice, "two-accounts", number, form, own=own)
    gone = ("own", "holder")
    form = form.with_(heads={r: h for r, h in form.heads.items() if r not in gone})
    rows: list[Row] = []
    told: list[Told] = []
    label = dice.choice(("卡号", "账号"))
    for one in own:
        payments = statement(dice, one, others, dice.randrange(5, 12))
        rows += [[f"户名：{one.name}", f"{label}：{one.number}"], form.header()]
        rows += [form.row(p) for p in payments] + ([[""]] if dice.random() < 0.5 else [])
        told += [form.told(p) for p in payments]
    file = as_file(dice, "two-accounts", f"two_accounts_{number}", rows, told)
    return replace(file, facts=form.facts(own), noise=3)


def sheets(dice: Random, number: int) -> TableFile:
    """Write a sheet for each account: the account in the sheet's name or in a title."""
    own, others = parties_of(dice, dice.choice((2, 3)))
    form = base(dice)
    gone = ("own", "holder")
    form = form.with_(heads={r: h for r, h in form.heads.items() if r not in gone})
    titled, told, odd = dice.random() < 0.6, list[Told](), dice.random() < 0.3
    book: dict[str, list[Row]] = {}
    for n, one in enumerate(own):
        payments = statement(dice, one, others, dice.randrange(5, 12))
        above = [[f"户名：{one.name}", f"卡号：{one.number}"]] if titled else []
        name = f"表{n}" if titled else one.number
        header = form.header()
        if odd and n:  # one sheet is of another bank: its words are others
            header = list(headed(dice, "zh", list(form.heads)).values())
        book[name] = [*above, header, *map(form.row, payments)]
        told += [form.told(p) for p in payments]
    data = workbook(book)
    return TableFile(
        "sheet-per-account", f"sheets_{number}.xlsx", data, tuple(told), form.facts(own)
    )


# Families: foreign altogether.


def foreign(dice: Random, number: int) -> TableFile:
    """Write a statement of a bank elsewhere: its language, its dates and decimals, its currency."""
    lang = dice.choice(("en", "en", "de", "nl", "fr", "es"))
    form = shape(dice, lang)
    zone = dice.choice(_ZONES[lang])
    code = _MONEY.get(zone, "EUR")
    if lang == "en":
        at = (
            "%m/%d/%Y"
            if zone == "America/New_York"
            else dice.choice(("%d/%m/%Y", "%d-%k-%Y", "%Y-%m-%d"))
        )
        style = "indian" if code == "INR" else dice.choice(("plain", "grouped"))
    else:
        at = {"de": "%d.%m.%Y", "nl": "%d-%m-%Y", "fr": "%d/%m/%Y", "es": "%d/%m/%Y"}[lang]
        style = dice.choice(("comma", "dot_comma"))
    form = form.with_(
        zone=zone, at=at, day=at, precision="day", figure=style, currency=code, currency_word=code
    )
    delimiter = dice.choice((",", ";", "\t")) if lang == "en" else ";"
    where = dice.random()
    if where < 0.5:  # such a statement seldom names its own account
        form = form.with_(heads={r: h for r, h in form.heads.items() if r not in ("own", "holder")})
    own, _ = parties_of(dice, 1, "iban" if lang != "en" else "")
    file = f"statement_{own[0].number}" if where < 0.2 else ""
    return made(dice, "foreign", number, form, delimiter=delimiter, own=own, file=file,
                kind="iban" if lang != "en" else "")  # fmt: skip


def ledger(dice: Random, number: int) -> TableFile:
    """Write a list of payers and payees as offices and systems write it."""
    form = shuffled(dice, shape(dice, dice.choice(("zh", "zh", "en")), ends=True))
    if dice.random() < 0.3:
        heads = {r: h for r, h in form.heads.items() if r not in ("payer_name", "payee_name")}
        form = form.with_(heads=heads)
    return made(dice, "ledger", number, form)


def export(dice: Random, number: int) -> TableFile:
    """Transfers on a chain and transfers of simulators, in the words of other tools."""
    return dice.choice((_explorer, _simulated, _twice))(dice, number)


def _explorer(dice: Random, number: int) -> TableFile:
    """Return transfers of a token whose times are of a local clock, as the header says."""
    made_, ends_ = [wallet(dice) for _ in range(5)], parties(dice, 3)
    heads = dice.choice((
        ["交易哈希", "区块高度", "本地时间(UTC+8)", "发送方", "接收方", "数量", "代币符号"],
        ["Txn Hash", "Block No", "Date Time (UTC+8)", "From", "To", "Value", "Token Symbol"],
        ["交易哈希", "区块", "时间", "转出地址", "转入地址", "数量", "代币"],
        ["TxHash", "Block", "Time (UTC+8)", "Sender", "Recipient", "Quantity", "Symbol"],
    ))  # fmt: skip
    rows, told = [heads], []
    for n, p in enumerate(statement(dice, ends_[0], ends_[1:], dice.randrange(6, 16))):
        source, target = dice.sample(made_, 2)
        at = f"{p.at:%Y-%m-%d %H:%M:%S}"
        rows.append([f"{n:064x}", str(n), at, source, target, f"{p.amount:f}", "USDT"])
        zone = ZONE if "+8" in heads[2] else "UTC"
        told.append(Told(source, target, moment(p.at, zone), "second", p.amount, "USDT"))
    return TableFile("export", f"export_{number}.csv", text(rows), tuple(told), {"zone": ZONE})


def _simulated(dice: Random, number: int) -> TableFile:
    """Return transfers between numbered accounts, each with its own currency on either side."""
    heads = [
        "Time",
        "Date",
        "Sender_account",
        "Receiver_account",
        "Amount",
        "Payment_currency",
        "Received_currency",
        "Payment_type",
    ]
    ends_ = parties(dice, 5, "account")
    rows, told = [heads], []
    for p in statement(dice, ends_[0], ends_[1:], dice.randrange(6, 16)):
        rows.append([
            f"{p.at:%H:%M:%S}", f"{p.at:%Y-%m-%d}", p.payer.number, p.payee.number,
            f"{p.amount:f}", "UK pounds", "UK pounds", "ACH",
        ])  # fmt: skip
        at = moment(p.at, "UTC")
        told.append(Told(p.payer.number, p.payee.number, at, "second", p.amount, "GBP"))
    facts = {"zone": "UTC", "currency": "GBP"}
    return TableFile("export", f"transactions_{number}.csv", text(rows), tuple(told), facts)


def _twice(dice: Random, number: int) -> TableFile:
    """Return transfers with two columns of one name, as a known simulator of banks writes them."""
    heads = cells(
        "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
        "Amount Paid,Payment Currency,Payment Format,Is Laundering"
    )
    ends_ = parties(dice, 5, "account")
    rows, told = [heads], []
    for p in statement(dice, ends_[0], ends_[1:], dice.randrange(6, 16), minutes=True):
        rows.append([
            f"{p.at:%Y/%m/%d %H:%M}", "010", p.payer.number, "020", p.payee.number,
            f"{p.amount:f}", "US Dollar", f"{p.amount:f}", "US Dollar", "Wire", "0",
        ])  # fmt: skip
        at = moment(p.at, "UTC", "minute")
        told.append(Told(p.payer.number, p.payee.number, at, "minute", p.amount, "USD"))
    facts = {"zone": "UTC", "currency": "USD"}
    return TableFile("export", f"trans_{number}.csv", text(rows), tuple(told), facts)


FAMILIES: tuple[Maker, ...] = (
    order, renamed, other_words, translated, removed, headerless, sign, ends, columns,
    directions, dates, decimals, units, money, split, extra, titles, two_accounts, sheets,
    foreign, ledger, export,
)  # fmt: skip
"""Each as often as the next, but for the last ones where the count does not come out even."""


def spoilt(seed: int, count: int = 200) -> list[TableFile]:
    """Return spoilt and foreign files of every family in turn, the same for the same seed."""
    return [
        FAMILIES[n % len(FAMILIES)](repeatable(f"spoilt {seed} {n}"), n // len(FAMILIES) + seed)
        for n in range(count)
    ]
