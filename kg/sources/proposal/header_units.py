"""What a header says that amounts count: a unit, a currency, or a word of a unit nobody knows.

The words are those of ``columns.toml``; they stand in brackets, behind a mark or as words of their
own: ``金额（千円）``, ``Betrag (TEUR)``, ``amount_in_paise``, ``transferAmtFen``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.sources.proposal.guess_column import drafting_rules, is_traditional
from kg.values import Refused
from kg.values.currencies import SYMBOLS, parse_currency

MINOR = "minor"
"""The smallest unit of whichever currency it is: a cent of a dollar, a whole yen."""
_BRACKETS = re.compile(r"[(\[{【]\s*([^()\[\]{}【】]+?)\s*[)\]}】]")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_CODES = (
    re.compile(r"(?:^|[ _/])([A-Za-z]{2,8})\.?$"),
    re.compile(r"(?<=[a-z])([A-Z]{3,4})$"),
)
_MULTIPLE = re.compile(r"([A-Za-z]{1,4}\.?)[ ']?([A-Z]{3}|[€$£¥])|([A-Z]{3}|[€$£¥])[ ']?([kKmM])")
_HUNDREDS = re.compile(r"(?:^|[^\d.])(0{3}(?:[, ']?0{3})?)s?$")
_BY_EXPONENT = {
    0: "one", -1: "jiao", -2: "fen", -3: "fils", 3: "qianyuan", 4: "wanyuan", 5: "lakh",
    6: "baiwanyuan", 7: "crore", 8: "yiyuan",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """What a header says of its amounts; ``doubt`` is a word of a unit that is not known.

    ``unit`` is one of a layout, or ``minor``; ``currency`` is a code, or nothing.
    """

    unit: str = "one"
    currency: str = ""
    doubt: str = ""


def unit_of_header(header: str) -> HeaderUnit:
    """Return the unit and the currency that a header tells.

    >>> unit_of_header("Amount (EUR)").currency, unit_of_header("paidUSD").currency
    ('EUR', 'USD')
    >>> [unit_of_header(h).unit for h in ("Betrag (TEUR)", "amountCent", "金额_分", "Betrag")]
    ['qianyuan', 'minor', 'fen', 'one']
    """
    plain = unicodedata.normalize("NFKC", header).strip()
    found = [_told(piece, whole=True) for piece in _pieces(plain)]
    found.append(_told(_BRACKETS.sub(" ", plain).strip(), whole=False))
    units = [one.unit for one in found if one.unit != "one"]
    doubts = [one.doubt for one in found if one.doubt]
    currencies = [one.currency for one in found if one.currency]
    if len(set(units) - {"yuan"}) > 1:
        doubts.append(plain)
    if is_traditional(header):  # there the same words count dollars of Taiwan, Hong Kong or Macao
        currencies = [code for code in currencies if code != "CNY" or "人民" in plain]
    return HeaderUnit(
        next((unit for unit in units if unit != "yuan"), next(iter(units), "one")),
        next(iter(currencies), ""), next(iter(doubts), ""),
    )  # fmt: skip


def _pieces(plain: str) -> Iterator[str]:
    """Yield what stands in brackets, and behind a word for a unit."""
    rules = drafting_rules()["units"]
    for piece in _BRACKETS.findall(plain):
        yield from re.split(r"[,;，；]", re.sub(rules["called"], "", piece.strip()))
    bare = _BRACKETS.sub(" ", plain).strip()
    if match := re.search(rules["called_behind"], bare):
        yield bare[match.end() :].strip()


def _told(piece: str, whole: bool) -> HeaderUnit:
    """Return what a piece of a header says: in brackets it is a unit as a whole, else at its end.

    Args:
        piece: The piece.
        whole: Whether it stands in brackets.
    """
    piece = piece.strip()
    if not piece:
        return HeaderUnit()
    for tell in (_in_characters, _in_zeros, _in_code):
        if (told := tell(piece, whole)) is not None:
            return told
    return _in_words(piece, whole)


def _in_characters(piece: str, whole: bool) -> HeaderUnit | None:
    """Return a unit in Chinese, Japanese or Korean characters: 千円, 百万美元, 분, 만원, 分."""
    rules = drafting_rules()["units"]
    plain = piece.translate(str.maketrans(dict(rules["old_characters"])))
    form = rf"(?P<scale>{'|'.join(rules['scales'])})?(?P<coin>{rules['coins']})?"
    before = rf"(?:{rules['before_coins']})?" if whole else rf"(?:.*(?:{rules['before']}))"
    match = re.fullmatch(before + form, plain)
    if match is None:
        return None
    if not (match["scale"] or match["coin"]):  # 人民幣 alone
        return HeaderUnit(currency=_code(plain)) if whole and _code(plain) else None
    coin, exponent = match["coin"] or "", rules["scales"].get(match["scale"] or "", 0)
    small = rules["parts"].get(coin)
    unit = _BY_EXPONENT.get(exponent + (small or 0), "")
    if not unit:
        return HeaderUnit(doubt=piece)
    if unit == "one" and coin == "元":
        unit = "yuan"
    named = "元" if small else coin
    currency = next(filter(None, (_code(plain[: match.start("coin")] + coin), _code(named))), "")
    if not coin:
        currency = "CNY" if match["scale"] in rules["mainland"] else ""
    return HeaderUnit(unit, currency)


def _in_zeros(piece: str, whole: bool) -> HeaderUnit | None:
    """Return a unit that is written as zeros: USD'000, (000s)."""
    match = _HUNDREDS.search(piece)
    if match is None:
        return None
    code = re.search(r"[A-Za-z]{3}|[A-Z]{0,2}[€$£¥]", piece)
    zeros = match[1].count("0")
    return HeaderUnit(_BY_EXPONENT[zeros], _code(code[0]) if code else "")


def _in_code(piece: str, whole: bool) -> HeaderUnit | None:
    """Return a unit that is joined to a currency: TEUR, k€, MUSD."""
    words = piece.split() if not whole else [piece]
    match = _MULTIPLE.fullmatch(words[-1]) if words else None
    if match is None or _code(words[-1]):
        return None
    scale, code = (match[1], match[2]) if match[1] else (match[4], match[3])
    if scale == "M" and not (match[1] and code.isalpha()):
        return None  # MUSD is a million, $M a thousand to some
    told = "baiwanyuan" if scale == "M" else _unit_of_word(scale.strip(".").lower())
    currency = _code(code)
    if not told or not currency:
        return None
    ambiguous = words[-1].upper() in drafting_rules()["units"]["coins_too"]
    return HeaderUnit(doubt=piece) if told == "?" or ambiguous else HeaderUnit(told, currency)


def _in_words(piece: str, whole: bool) -> HeaderUnit:
    """Return a unit in words: amount_in_paise, AmountMinor, in thousands, Mio. EUR."""
    rules = drafting_rules()["units"]
    words = _WORD.findall(_CAMEL.sub(" ", piece))
    unit = currency = doubt = ""
    for place, word in enumerate(words):
        lower = word.lower()
        before = words[place - 1].lower() if place else ""
        if before in rules["not_behind"]:
            continue
        is_last = whole or (place == len(words) - 1 and place > 0)
        told = _unit_of_word(lower, rarely=is_last)
        if told == "?":
            doubt = doubt or word
        unit = unit or (told if told != "?" else "")
        currency = currency or rules["of"].get(lower, "")
    codes = [piece, *words]
    if not whole:
        codes = [match[1] for form in _LAST_CODES if (match := form.search(piece))]
    codes += [sign for sign in SYMBOLS if sign in piece and len(SYMBOLS[sign]) == 1]
    codes = [code for code in codes if not _unit_of_word(code.lower(), rarely=True)]
    currency = next(filter(None, map(_code, codes)), "") or currency
    if whole and currency and words[1:] and words[-1].lower() in rules["with_currency"]:
        doubt = doubt or words[-1]
    return HeaderUnit(unit or "one", currency, "" if unit else doubt)


@cache
def _units_by_word() -> dict[str, tuple[str, bool]]:
    rules = drafting_rules()["units"]
    return {
        word: (unit, table == "last")
        for table in ("anywhere", "last")
        for unit, words in rules[table].items()
        for word in words
    }


def _unit_of_word(word: str, rarely: bool = True) -> str:
    """Return the unit that a word means; ``?`` where it may mean several, nothing for none.

    Args:
        word: The word, in small letters.
        rarely: Whether it stands where even a short word is a unit.
    """
    unit, only_last = _units_by_word().get(word, ("", False))
    return "" if only_last and not rarely else ("?" if unit == "unclear" else unit)


def _code(word: str) -> str:
    try:
        return parse_currency(word)
    except Refused:
        return ""
