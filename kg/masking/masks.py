"""How one value looks once it is masked: what may stay of a name, a number, an address."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.messages import Message

_TWO_SIGN_SURNAMES = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳
公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 南门 西门 轩辕
"""
_COMPOUND = frozenset(_TWO_SIGN_SURNAMES.split())
FIRMS = {
    "银行": Message("masked-bank"),
    "公司": Message("masked-company"),
    "平台": Message("masked-platform"),
    "论坛": Message("masked-forum"),
    "社区": Message("masked-community"),
    "网站": Message("masked-website"),
    "集市": Message("masked-market"),
    "直播": Message("masked-live-streaming"),
}
"""How a name ends that is no person's, and what such a one is called."""
_FIRM = re.compile("|".join(FIRMS))
_SHORT, _MIDDLE = 4, 8


def name_stem(name: str) -> str:
    """Return what stays of a person's name, before the number that keeps two people apart.

    The rule of the courts for published judgments: surname + 某; the first character of a name
    of another nationality; the first letter of a Latin one.

    >>> [name_stem(name) for name in ("张三", "欧阳修远", "阿依古丽·买买提", "john Smith")]
    ['张某', '欧阳某', '阿某', 'J某']
    """
    plain = name.strip()
    surname = plain[:2] if len(plain) > 2 and plain[:2] in _COMPOUND else plain[:1]
    return f"{surname.upper()}某"


def person_said(stem: str, number: str) -> Message:
    """Return how a person with this stem and number is called; Chinese surnames stay Chinese.

    >>> [person_said(stem, "2").text(lang) for stem, lang in (("J某", "en"), ("张某", "en"))]
    ['J. 2', '张某2']
    """
    surname = stem.removesuffix("某")
    script = "latin" if surname.isascii() and surname.isalpha() else "other"
    return Message("masked-person", surname=surname, script=script, number=number)


def kind_stem(label: str) -> str:
    """Return what stays of a thing's name: its kind, in Chinese.

    >>> kind_stem("空壳公司")
    '某空壳公司'
    """
    return f"某{label}"


def thing_said(label: str, number: str) -> Message:
    """Return how a thing of a kind, so called in the language, and with this number is called.

    >>> thing_said("空壳公司", "2").text("zh"), thing_said("shell company", "2").text("en")
    ('某空壳公司2', 'Shell company 2')
    """
    return Message("masked-thing", kind=f"{label[:1].upper()}{label[1:]}", number=number)


def written_stem(name: str) -> str:
    """Return what stays of a name that is only written somewhere: a bank's, a firm's, a person's.

    >>> [written_stem(name) for name in ("云岫银行", "栖澜网络商城有限公司", "渡鲸论坛", "张三")]
    ['某银行', '某公司', '某论坛', '张某']
    """
    firm = _FIRM.search(name.strip(), max(len(name.strip()) - 2, 0))
    return kind_stem(FIRMS[firm[0]].text("zh")) if firm else name_stem(name)


def number(text: str) -> str:
    """Mask an account or any other number: at most its first and last two signs stay.

    >>> number("wxid_8832701"), number("40021"), number("17")
    ('wx****01', '****1', '****')
    """
    return _ends(text, 2, 2) if len(text) >= _MIDDLE else _ends(text, 0, len(text) > _SHORT)


def card(text: str) -> str:
    """Mask a bank card so that its mask can still be typed: first four, last four.

    >>> card("6222021234560123")
    '6222****0123'
    """
    return _ends(text, 4, 4) if len(text) >= 15 else number(text)


def phone(text: str) -> str:
    """Mask a phone number.

    >>> phone("13800000123"), phone("+8613800000123")
    ('138****0123', '+86138****0123')
    """
    home = text.removeprefix("+86")
    if len(home) != 11 or not home.isdigit():
        return number(text)
    return f"{text[: len(text) - 11]}{_ends(home, 3, 4)}"


def resident_id(text: str) -> str:
    """Mask a certificate number; date of birth and region go with it.

    >>> resident_id("000102199003071234")
    '000****4'
    """
    return _ends(text, 3, 1) if len(text) >= _MIDDLE else number(text)


def wallet(text: str) -> str:
    """Shorten an address or a transaction hash; they are public on the chain.

    >>> wallet("0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe")
    '0xde0B…7BAe'
    """
    return f"{text[:6]}…{text[-4:]}" if len(text) >= 20 else number(text)


def ip(text: str) -> str:
    """Mask an IP address: two groups stay.

    >>> ip("203.0.113.9"), ip("2001:db8::1")
    ('203.0.*.*', '2001:db8:*')
    """
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+){3}", text):
        return ".".join([*text.split(".")[:2], "*", "*"])
    groups = text.split(":")
    return f"{groups[0]}:{groups[1]}:*" if len(groups) > 2 else "****"


def email(text: str) -> str:
    """Mask an e-mail address entirely but for its first letter.

    >>> email("zhang@example.org")
    'z***@***'
    """
    return f"{text[:1]}***@***"


def _ends(text: str, first: int, last: int) -> str:
    return f"{text[:first]}****{text[len(text) - last :]}"


Mark = Callable[[str], str]
MARKS: dict[str, Mark] = {"id": resident_id, "number": number, "phone": phone}
"""What the ontology's ``maskAs`` means for the properties that hold a number of somebody."""

OWN_MARKS: dict[str, Mark] = {
    "cardNumber": card,
    "ip": ip,
    "terminalNumber": number,
    "transactionHash": wallet,
    "uscc": number,
    "walletAddress": wallet,
}
"""Properties whose numbers have a form of their own."""

OWN_NAMES = ("name", "alias", "nickname")
"""Properties under which somebody is known; only the name itself stays, masked."""

DROPPED = frozenset(("alias", "endOf", "nickname", "url"))
"""Properties that would tell who a masked thing is, whatever else the ontology says of them."""
