"""How the cells of a column can be read: as times, amounts, numbers of accounts, words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, pairwise
from typing import Literal

from kg.sources.proposal.guess_column import are_words, drafting_rules
from kg.sources.proposal.header_units import unit_of_header
from kg.sources.proposal.short_years import is_short_year, short_year_orders
from kg.text import narrow
from kg.values import Refused
from kg.values.accounts import is_iban, normal_account
from kg.values.clock import ZONE_HOURS
from kg.values.currencies import SYMBOLS, parse_currency
from kg.values.eras import era_of, of_calendar
from kg.values.moments import parse_time
from kg.values.money import parse_amount
from kg.values.phones import normal_email
from kg.values.statement_days import is_day_without_year
from kg.values.wallets import parse_wallet

MOSTLY = 0.9
"""The share of a column's cells that must be readable."""
PARTLY = 0.6
"""The share that does where a header says what the cells are: the others are listed as problems."""
_SEEN = 400
"""How many different cells of a column are read."""
_CLOCK = re.compile(
    r"(?:[01]?\d|2[0-4])[:时]\d{1,2}(?:[:分]\d{1,2}秒?)?(?:\.\d+)?(?: ?[AaPp][Mm])?|\d{5,6}"
)
_FEWEST_STEPS = 6
"""So many steps one way in time under one reading, and not under the other, are no chance."""
_DAY, _NEAR, _FAR = 86_400_000_000, 10, 20
"""A day in microseconds; so many days apart are what happened and its booking at most, or not."""
_MOMENT = re.compile(r"\d[:时点]\d|\d{12,}|\d[ T]\d{5,6}")
_ZONED = re.compile(
    rf"\d ?({'|'.join(ZONE_HOURS)})$"
    r"|[:T]\d\d(:\d\d)?(\.\d+)? ?[+-]\d\d:?\d\d$"
)
"""A moment with its zone; 21-06-2019 is a day that ends as one."""
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
"""What a spreadsheet writes behind a day, which tells no time of day."""
_EITHER_WAY = re.compile(r"(\d{1,2})([-/.]|\. )(\d{1,2})(?:[-/.]|\. )(\d{4})(.*)")
_EPOCHS: dict[int, Literal["s", "ms", "us"]] = {10: "s", 13: "ms", 16: "us"}
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_FIRST_DAY, _LAST_DAY = 36526, 73050
"""The days of the years 2000 to 2099, as spreadsheets count them."""
_ZONE_IN_HEADER = re.compile(r"(?i)(?:utc|gmt)(?:\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?)?")
_NUMBER = "[0-9][0-9., '\u00a0\u202f]*"
_WORDED = re.compile(
    r"(?P<sign>[-+(\u2212\uff0d]?) ?(?P<before>[A-Za-z$€£¥￥₪₽₩₫฿₹₱₺]{0,5}) ?"
    rf"(?P<amount>[-+(]? ?{_NUMBER}-?) ?(?P<after>[A-Za-z\u4e00-\u9fff.]{{0,6}})(?P<close>\)?)"
)
_FORMS = ("grouped", "decimal_comma", "scientific")
SIGNS = {"+": "in", "＋": "in"} | dict.fromkeys(("-", "－", "−", "–", "‒", "﹣", "—"), "out")
"""What cells of a column hold that is the sign of the amount in another one."""
_SIDES = {"CR": "in", "DR": "out", "C": "in", "D": "out"}
_GLOBAL_DIGITS = 12
"""A number of so many digits is a card's or a bank account's, and means one everywhere."""


_TRANSMITTED = 10
"""So many digits are a month, a day and a time of day where no year is written."""
_TWO_NUMBERS = re.compile(r"(\d{1,2})[-/](\d{1,2})")


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How a column's times are written; ``day_first`` is ``ask`` where nothing tells.

    ``part`` says what they tell: a ``moment``, a ``day`` or only the ``clock``. ``short_year`` are
    the orders that may be meant where the year has two digits; ``no_year`` says that there is none,
    ``era`` of which calendar it is, where it is not ours.
    """

    part: Literal["moment", "day", "clock"]
    day_first: bool | Literal["ask"] | None = None
    epoch: str = ""
    has_zone: bool = False
    short_year: tuple[str, ...] = ()
    no_year: bool = False
    era: str = ""


@dataclass(frozen=True, slots=True)
class AmountForm:
    """How a column's amounts are written; ``form`` is ``ask`` where nothing tells.

    ``pick`` takes the number out of a cell that names a side too, ``strip`` takes a currency away.
    ``doubt`` is a word of the header that may be a unit, and is not known.
    """

    form: str = "grouped"
    unit: str = "one"
    signed: bool = False
    currency: str = ""
    pick: str = ""
    strip: str = ""
    sides: bool = False
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class PartyForm:
    """Whom the cells of a column name: ``wallet``, ``bank``, ``phone``, ``number`` or ``name``.

    ``tail`` says that only the last digits of a number are given; ``mixed`` that a name and a
    number share the cell.
    """

    sort: Literal["wallet", "bank", "phone", "number", "name"]
    tail: bool = False
    mixed: bool = False


def is_symbol(cell: str) -> bool:
    """Say whether a cell is written as the code of a currency or a coin.

    >>> is_symbol("USDT"), is_symbol("btc"), is_symbol("Ann Lee")
    (True, True, False)
    """
    return re.fullmatch(r"[A-Za-z0-9]{2,12}", cell) is not None and not cell.isdigit()


def some_of(cells: Sequence[str]) -> list[str]:
    """Return the different cells that are looked at."""
    return list(dict.fromkeys(cells))[:_SEEN]


def share(cells: Sequence[str], good: Callable[[str], bool]) -> float:
    """Return the share of some cells for which something holds; of none: nothing."""
    return sum(map(good, cells)) / len(cells) if cells else 0.0


def reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    """Return whether a text can be read by a reader."""

    def good(text: str) -> bool:
        try:
            read(text)
        except Refused:
            return False
        return True

    return good


def time_form(
    cells: Sequence[str],
    runs: Sequence[Sequence[str]] = (),
    least: float = MOSTLY,
    digits: bool = False,
) -> TimeForm | None:
    """Return how times are written, or None where the cells are none.

    Args:
        cells: The filled cells.
        runs: The same in the order of their rows: which of day and month comes first may be told
            by the rows running on in time under one of the two readings only.
        least: The share of the cells that must be readable.
        digits: Whether the header says that they are times: then seven digits may be a day.
    """
    some = some_of(cells)
    if not some:
        return None
    if era := era_of(some, least, digits):
        ours = [[of_calendar(cell, era) for cell in run] for run in runs]
        form = time_form([of_calendar(cell, era) for cell in some], ours, least)
        return form and replace(form, era=era)
    if epoch := _epoch(some):
        return TimeForm("moment", epoch=epoch, has_zone=True)
    if share(some, lambda cell: bool(_CLOCK.fullmatch(cell))) >= least and not all(
        map(_is_year, some)
    ):
        return TimeForm("clock")
    if share(some, is_short_year) >= least:
        moments = share(some, lambda cell: ":" in cell) > 1 - MOSTLY
        orders = short_year_orders(some, runs)
        part: Literal["moment", "day"] = "moment" if moments else "day"
        return TimeForm(part, short_year=orders) if orders else None
    day_first: bool | Literal["ask"] | None = None
    if any(_EITHER_WAY.fullmatch(cell) for cell in some):
        good = {first: share(some, _time_reader(first)) for first in (True, False)}
        if max(good.values()) < least:
            return None
        day_first = good[True] > good[False]
        if good[True] == good[False]:
            # between points the day stands first wherever days are written so
            pointed = all(m[2] == "." for cell in some if (m := _EITHER_WAY.fullmatch(cell)))
            day_first = True if pointed else _told_by_order(runs)
    elif share(some, _time_reader(None)) < least:
        return None
    # a foot line under a header that says that its cells are times tells no day
    some = [cell for cell in some if any(map(str.isdigit, cell))]
    days = share(some, lambda cell: bool(_MIDNIGHT.search(cell)) or not _MOMENT.search(cell))
    zoned = share(some, lambda cell: bool(_ZONED.search(cell)))
    return TimeForm("day" if days > 1 - MOSTLY else "moment", day_first, has_zone=zoned >= MOSTLY)


def day_form(cells: Sequence[str], least: float) -> TimeForm | None:
    """Return how days without a year are written, or None where the cells are none.

    >>> day_form(["12/29", "01/03"], 0.9).day_first, day_form(["01/03"], 0.9).day_first
    (False, 'ask')
    """
    some = some_of(cells)
    if not some or share(some, is_day_without_year) < least:
        return None
    if all(len(cell.strip()) == _TRANSMITTED for cell in some):
        return TimeForm("moment", no_year=True)
    numbers = [match for cell in some if (match := _TWO_NUMBERS.fullmatch(cell.strip()))]
    if not numbers:
        return TimeForm("day", no_year=True)
    first, second = (max(int(match[part]) for match in numbers) for part in (1, 2))
    if min(first, second) > 12:
        return None
    told = first > 12 or second > 12
    return TimeForm("day", first > 12 if told else "ask", no_year=True)


def serial_form(cells: Sequence[str]) -> TimeForm | None:
    """Return how days are written as a spreadsheet counts them, or None where the cells are none.

    Whole ones that may be times of day, such as 45341, are not taken for days.

    >>> serial_form(["45397.3785", "45398"]).epoch, serial_form(["45341"])
    ('days', None)
    """
    some = some_of(cells)
    if not some or not all(
        _SERIAL.fullmatch(c) and _FIRST_DAY <= float(c) <= _LAST_DAY for c in some
    ):
        return None
    fractions = any("." in cell for cell in some)
    if not fractions and all(int(c[-2:]) < 60 and int(c[-4:-2]) < 60 for c in some):
        return None
    return TimeForm("moment" if fractions else "day", epoch="days")


def _is_year(cell: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d{2}", cell))


def _epoch(cells: Sequence[str]) -> str:
    sizes = {len(cell) for cell in cells if cell.isdigit()}
    if len(sizes) != 1 or not all(cell.isdigit() for cell in cells):
        return ""
    unit = _EPOCHS.get(size := sizes.pop(), "")
    scale = 10 ** (size - 10)
    years = {int(cell) // scale // 31_556_952 + 1970 for cell in cells} if unit else set()
    return unit if years and all(2001 <= year <= 2100 for year in years) else ""


def _time_reader(day_first: bool | None) -> Callable[[str], bool]:
    return reads(lambda text: parse_time(text, zone="UTC", day_first=day_first))


def _told_by_order(runs: Sequence[Sequence[str]]) -> bool | Literal["ask"]:
    """Return which reading makes the rows run one way in time, if only one does and clearly."""
    broken: dict[bool, int] = {}
    steps = 0
    for first in (True, False):
        rises = falls = 0
        for run in runs:
            moments = [at for cell in run if (at := _moment(cell, first)) is not None]
            pairs = list(pairwise(moments))
            rises += sum(later > earlier for earlier, later in pairs)
            falls += sum(later < earlier for earlier, later in pairs)
        broken[first] = min(rises, falls)
        steps = max(steps, rises + falls)
    for first in (True, False):
        if steps >= _FEWEST_STEPS and not broken[first] and broken[not first]:
            return first
    return "ask"


def told_by_neighbours(pairs: Sequence[tuple[str, str]]) -> bool | None:
    """Return which of day and month comes first in two columns of dates, if only one can be meant.

    What happened is booked within days: under one reading the two dates of each row are near each
    other, under the other those of some row are weeks apart.

    Args:
        pairs: The two dates of each row.

    >>> told_by_neighbours([("04/03/2024", "04/05/2024"), ("04/02/2024", "04/02/2024")])
    False
    """
    apart: dict[bool, int] = {}
    for first in (True, False):
        moments = [[_moment(cell, first) for cell in pair] for pair in pairs]
        days = [abs(a - b) // _DAY for a, b in moments if a is not None and b is not None]
        apart[first] = max(days, default=0) if len(days) == len(pairs) else _FAR + 1
    for first in (True, False):
        if apart[first] <= _NEAR and apart[not first] > _FAR:
            return first
    return None


def moment_of(cell: str, form: TimeForm) -> int | None:
    """Return the moment that a cell tells where its form says it whole; else None."""
    if form.part == "clock" or form.day_first == "ask" or form.short_year or form.no_year:
        return None
    if form.epoch == "days":
        return round(float(cell) * 86_400) if _SERIAL.fullmatch(cell) else None
    if form.epoch:
        return int(cell) if cell.isdigit() else None
    return _moment(cell, form.day_first, form.era)


def _moment(cell: str, day_first: bool | None, era: str = "") -> int | None:
    """Return the moment that a cell tells, in microseconds; None where it tells none."""
    try:
        return parse_time(cell, zone="UTC", day_first=day_first, era=era).us
    except Refused:
        return None


def zone_of_header(header: str) -> str:
    """Return the zone that a header tells, or nothing.

    >>> zone_of_header("本地时间(UTC+8)"), zone_of_header("DateTime (UTC)"), zone_of_header("时间")
    ('+08:00', 'UTC', '')
    """
    match = _ZONE_IN_HEADER.search(unicodedata.normalize("NFKC", header))
    if not match:
        return ""
    sign, hours, minutes = match.groups()
    return f"{sign}{int(hours):02}:{int(minutes or 0):02}" if sign else "UTC"


def amount_form(cells: Sequence[str], header: str = "", least: float = MOSTLY) -> AmountForm | None:
    """Return how amounts are written, or None where fewer cells than the ``least`` share are.

    >>> amount_form(["1.234,56", "7,00"]).form, amount_form(["5.00"], "金额(万元)").unit
    ('decimal_comma', 'wanyuan')
    """
    some = some_of(cells)
    if not some:
        return None
    pick, strip, currency, sides, bare = "", "", "", False, some
    plain = max(
        share(some, reads(lambda text, form=form: parse_amount(text, form=form)))  # type: ignore[misc]
        for form in _FORMS
    )
    worded = any(re.search(r"[A-Za-z\u4e00-\u9fff]", cell) for cell in some)
    if plain < least and worded:
        matches = [_WORDED.fullmatch(cell) for cell in some]
        if sum(match is None for match in matches) > len(some) * (1 - least):
            return None
        found = [match for match in matches if match]
        words = {word.strip() for m in found for word in (m["before"], m["after"]) if word.strip()}
        sides = bool(words) and {word.upper().rstrip(".") for word in words} <= _SIDES.keys()
        codes = set() if sides else {_code(word) for word in words}
        if not sides and (len(codes) != 1 or "" in codes):
            return None
        currency = "" if sides else codes.pop()
        pick = rf"([-+(]? ?{_NUMBER}[-)]?)" if sides else ""
        strip = "" if sides else "(?i)" + "|".join(f"{re.escape(word)} *" for word in sorted(words))
        bare = [f"{m['sign']}{m['amount'].strip()}{m['close']}" for m in found]
    forms = {
        form: share(bare, reads(lambda text, form=form: parse_amount(text, form=form)))  # type: ignore[misc]
        for form in _FORMS
    }
    form = _amount_form(bare, forms, least)
    if not form:
        return None
    read_as = "grouped" if form == "ask" else form
    values = [_amount(cell, read_as) for cell in bare]
    signed = any(value is not None and value < 0 for value in values)
    told = unit_of_header(header)
    signs = {sign for cell in bare for sign in SYMBOLS if sign in narrow(cell)}
    by_sign = {next(iter(SYMBOLS[sign])) for sign in signs if len(SYMBOLS[sign]) == 1}
    by_sign |= {"CNY" for sign in signs if sign == "¥"}
    currency = currency or told.currency or (by_sign.pop() if len(by_sign) == 1 else "")
    return AmountForm(form, told.unit, signed, currency, pick, strip, sides, told.doubt)


def _amount_form(cells: Sequence[str], forms: dict[str, float], least: float) -> str:
    point, comma = forms["grouped"] >= least, forms["decimal_comma"] >= least
    if forms["scientific"] == 1 and any("E" in cell.upper() for cell in cells):
        return "scientific"
    # what a header says are amounts may hold texts too: the form that reads more is meant
    point = point and forms["grouped"] >= forms["decimal_comma"]
    comma = comma and forms["decimal_comma"] >= forms["grouped"]
    if point and comma and any("." in c and _amount(c, "grouped") is not None for c in cells):
        # each cell can be read both ways: 1.234 is a thousand or one and a bit
        return "ask"
    if point:
        return "grouped"
    if comma:
        return "decimal_comma"
    return "scientific" if forms["scientific"] >= least else ""


def _code(word: str) -> str:
    try:
        return parse_currency(word)
    except Refused:
        return ""


def _amount(cell: str, form: str) -> Decimal | None:
    try:
        return parse_amount(cell, form=form)  # type: ignore[arg-type]
    except Refused:
        return None


_USER_ID = re.compile(r"wxid_[0-9A-Za-z]{4,30}")
"""The id that WeChat gives a user who has chosen no other."""


def party_form(cells: Sequence[str]) -> PartyForm | None:
    """Return whom the cells name, or None where they are empty."""
    some = some_of(cells)
    if not some:
        return None
    if share(some, reads(parse_wallet)) >= MOSTLY:
        return PartyForm("wallet")
    if share(some, lambda cell: bool(re.fullmatch(r"(\+?86)?1[3-9]\d{9}", cell))) >= MOSTLY:
        return PartyForm("phone")
    if share(some, lambda cell: bool(_USER_ID.fullmatch(cell))) >= MOSTLY:
        return PartyForm("number")
    numbers = [cell for cell in some if is_number(cell)]
    if len(numbers) >= len(some) * 0.5:
        digits = [len(re.sub(r"[^0-9*xX×•A-Z]", "", cell.strip("'\"`"))) for cell in numbers]
        if max(digits) <= 6 and all(size == 4 for size in digits):
            return PartyForm("number", tail=True)
        whole = sum(size >= _GLOBAL_DIGITS for size in digits) >= len(digits) * 0.5
        return PartyForm("bank" if whole else "number")
    if share(some, lambda cell: bool(re.fullmatch(r"\D+?[ :,/-]*\d{8,22}", cell))) >= 0.5:
        return PartyForm("bank", mixed=True)
    return PartyForm("name" if are_words(some) else "number")


def is_number(cell: str) -> bool:
    """Say whether a cell is the number of an account or a card, masked or whole."""
    plain = cell.strip("'\"`\t ")
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9 ]{11,32}", plain):
        return True
    if len(re.findall(r"[0-9*]", plain)) * 2 < len(plain) or not re.search(r"\d", plain):
        return False
    return reads(normal_account)(plain)


def has_check_digits(cell: str) -> bool:
    """Say whether a number bears itself out: an IBAN, a card's number, a wallet, a mobile phone."""
    plain = re.sub(r"[\s'-]", "", cell)
    if reads(parse_wallet)(plain) or re.fullmatch(r"(\+?86)?1[3-9]\d{9}", plain):
        return True
    return is_iban(plain) or (is_number(plain) and normal_account(plain).form == "card")


def is_phone(cell: str) -> bool:
    """Say whether a cell is written as a telephone number, of whichever country.

    >>> is_phone("+1 (555) 010-0000"), is_phone("12"), is_phone("5.00")
    (True, False, False)
    """
    return bool(re.fullmatch(r"\+?[0-9][0-9() -]{5,20}", cell))


def is_email(cell: str) -> bool:
    """Say whether a cell is an e-mail address."""
    return reads(normal_email)(cell)


def directions_of(cells: Sequence[str], header: str = "") -> dict[str, str] | None:
    """Return each word of a column of directions with the side that it means, if known.

    None: the column holds too many different words, or none of them is known. A header such as D/K
    tells which pair of letters it is, also where only one of them stands in the column: B/A is
    Turkey's (borç, alacak), A/B the Netherlands' (af, bij).
    """
    counted = Counter(cells)
    if not 1 <= len(counted) <= 6:
        return None
    if all(cell in SIGNS for cell in counted):
        return {cell: SIGNS[cell] for cell in counted}
    rules = drafting_rules()["directions"]
    known = {word: side for side in ("out", "in") for word in rules[side]}
    plain = {
        word: " ".join(unicodedata.normalize("NFKC", word).casefold().split()) for word in counted
    }
    words, written = {*plain.values()}, header.replace(" ", "").casefold()
    said = [p for p in rules["letters"] if "/".join(p) == written and words <= {*p}]
    paired = _sides_by_pairs({*words, *chain(*said)}, said or rules["letters"])
    sides = {word: paired.get(text, known.get(text, "")) for word, text in plain.items()}
    return sides if any(sides.values()) else None


def _sides_by_pairs(words: Set[str], pairs: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the sides of words of one letter, which only a pair of them tells.

    Blank are those that two pairs tell apart, and several letters that would mean one side.

    >>> _sides_by_pairs({"d", "k"}, [["d", "c"], ["d", "k"], ["k", "b"]])
    {'d': 'out', 'k': 'in'}
    >>> _sides_by_pairs({"a", "b"}, [["a", "b"], ["b", "a"]])
    {'a': '', 'b': ''}
    """
    sides: dict[str, str] = {}
    for pair in pairs:
        if words >= {*pair}:
            for word, side in zip(pair, ("out", "in"), strict=True):
                sides[word] = side if sides.get(word, side) == side else ""
    letters = sorted(word for word in words if len(word) == 1 and word != word.upper())
    return sides or (dict.fromkeys(letters, "") if len(letters) > 1 else {})


def money_of(cell: str) -> Decimal | None:
    """Return the amount of a cell read in the usual way, or None."""
    for form in ("grouped", "decimal_comma", "scientific"):
        try:
            return parse_amount(cell, form=form)
        except Refused:
            continue
    digits = "".join(char for char in cell if char in "0123456789.-,")
    try:
        return parse_amount(digits) if digits and digits != cell else None
    except Refused:
        return None
