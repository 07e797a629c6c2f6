"""How text of others is shown, compared and pointed at."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from kg.text.page_place import PagePlace, page_place_sql

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROW |= {0x3000: 0x20, 0xA0: 0x20, 0xFFE5: 0xA5, 0xFF04: 0x24, 0xFFE1: 0xA3, 0xFFE0: 0xA2}
_ZEROES = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50)  # Arabic, Persian, Devanagari, Bengali, Thai
_NARROW |= {zero + digit: 0x30 + digit for zero in _ZEROES for digit in range(10)}
_NARROW |= {0x66B: 0x2E, 0x66C: 0x2C}  # the Arabic signs for decimals and between thousands
_SHOWN_AS_THEY_ARE = "\t\n\r"
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)

_HALF = re.compile("[\ud800-\udfff]")


def narrow(text: str) -> str:
    """Return the text with full-width letters, digits of other scripts and signs as plain ones.

    >>> narrow("￥１，２３４．５"), narrow("١٬٥٠٠٫٠٠")
    ('¥1,234.5', '1,500.00')
    """
    return text if text.isascii() else text.translate(_NARROW)


def visible(text: str) -> str:
    r"""Return the text with everything an eye cannot see written out; line breaks stay.

    >>> visible("a\u202eb\x00")
    'a⟦U+202E⟧b␀'
    """
    return _HIDDEN.sub(_written_out, text)


def _written_out(match: re.Match[str]) -> str:
    character = match[0]
    if character in _SHOWN_AS_THEY_ARE:
        return character
    return "␀" if character == "\0" else f"⟦U+{ord(character):04X}⟧"


def hides_something(text: str) -> bool:
    """Say whether the text holds a character that an eye cannot see (line breaks aside)."""
    return any(match[0] not in _SHOWN_AS_THEY_ARE for match in _HIDDEN.finditer(text))


def file_name(path: Path) -> str:
    r"""Return the name of a file as people read it; what is no UTF-8 is read as GB18030.

    Chinese Windows wrote such names. Bytes that are neither are shown as ``⟦A3⟧``.

    >>> file_name(Path("a/流水.csv")), file_name(Path("\udcc1\udcf7\udccb\udcae.csv"))
    ('流水.csv', '流水.csv')
    """
    return _text_of(path.name) or _HALF.sub(
        lambda match: f"⟦{ord(match[0]) & 0xFF:02X}⟧", path.name
    )


def is_named_in_text(path: Path) -> bool:
    """Say whether the bytes of a file's name are text, in UTF-8 or GB18030."""
    return bool(_text_of(path.name))


def _text_of(name: str) -> str:
    if not _HALF.search(name):
        return name
    try:
        text = os.fsencode(name).decode("gb18030")
    except UnicodeError:
        return ""
    return text if text.isprintable() else ""


def mixes_scripts(text: str) -> bool:
    """Say whether one word mixes Latin with Cyrillic or Greek letters that look alike.

    >>> mixes_scripts("Раypal"), mixes_scripts("Иван Smith")
    (True, False)
    """
    return any(len(_scripts(word)) > 1 for word in re.findall(r"\w+", text))


#: Letters of other scripts that an eye takes for Latin ones (after UTS 39), each under its look.
_LOOKS = {
    **dict(zip("аеорсухіјѕһԁԛԝ", "aeopcyxijshdqw", strict=True)),
    **dict(zip("АВЕКМНОРСТУХІЈЅԚԜ", "ABEKMHOPCTYXIJSQW", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονι", "ABEZHIKMNOPTYXovi", strict=True)),
}


def is_composed(text: str) -> bool:
    r"""Say whether each letter is written in the one form that Unicode composes it to (NFC).

    >>> is_composed("José"), is_composed("Jose\u0301"), is_composed("\uf90a")
    (True, False, False)
    """
    return unicodedata.is_normalized("NFC", text)


def parts_written_out(text: str) -> str:
    r"""Return the text with what only its code points tell apart written out.

    >>> parts_written_out("Jose\u0301"), parts_written_out("\uf90a三"), parts_written_out("José")
    ('Jose⟦U+0301⟧', '⟦U+F90A⟧三', 'José')
    >>> parts_written_out("\u1100\u1161")  # one syllable in two letters
    '⟦U+1100⟧⟦U+1161⟧'
    """
    if is_composed(text):
        return text
    written = "".join(
        f"⟦U+{ord(character):04X}⟧"
        if unicodedata.combining(character) or not is_composed(character)
        else character
        for character in text
    )
    if written != text:
        return written
    return "".join(
        character if character.isascii() else f"⟦U+{ord(character):04X}⟧" for character in text
    )


def looks_like(text: str) -> str:
    r"""Return what an eye takes the text for, or nothing where it is what it looks like.

    >>> looks_like("Раypal"), looks_like("张三\u200b"), looks_like("Иван Smith")
    ('Paypal', '张三', '')
    >>> looks_like("Jose\u0301")
    'José'
    """
    plain = "".join(
        filter(
            lambda character: character in _SHOWN_AS_THEY_ARE or not _HIDDEN.match(character), text
        )
    )
    if mixes_scripts(plain):
        plain = "".join(_LOOKS.get(letter, letter) for letter in plain)
    plain = unicodedata.normalize("NFC", plain)
    return plain if plain != text else ""


def _scripts(word: str) -> set[str]:
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in word}
    return names & {"LATIN", "CYRILLIC", "GREEK"}


COUNTED = ("CAMT", "OFX", "Telegram", "matrix", "node-link", "JSON-LD item", "Parquet", "Cytoscape",
    "SMS Backup & Restore", "call log of SMS Backup & Restore", "Facebook", "Discord")  # fmt: skip
"""Readers of files that may stand on one line: their rows are named by their number."""


PATHS: dict[str, tuple[str, ...]] = {
    "FollowTheMoney list": ("/{0}",),
    "STIX": ("/objects/{0}",),
    "STIX list": ("/{0}",),
    "STIX object": (".",),
    "JSON-LD": ("/@graph/{0}",),
    "JSON-LD list": ("/{0}",),
    "UCO bundle": ("/uco-core:object/{0}",),
    "GraphML": ("/graphml/graph/node[{1}]", "/graphml/graph/edge[{1}]"),
    "GEXF": ("/gexf/graph/nodes/node[{1}]", "/gexf/graph/edges/edge[{1}]"),
    "i2 chart": tuple(
        f"/Chart/ChartItemCollection[{part}]/ChartItem[{{1}}]" for part in range(1, 21)
    ),
    "node-link of kg": ("/nodes/{0}", "/links/{0}"),
    "MISP": ("/Event/Attribute/{0}", "/Event/Object/{0}", "/Event"),
    "MISP event": ("/Attribute/{0}", "/Object/{0}", "."),
    "MISP list": ("/{0}",),
    "MISP response": ("/response/{0}",),
}
"""Readers whose rows are named by a JSON pointer or an XML path, with one for each list of a file.

``{0}`` counts from 0 and ``{1}`` from 1; a number of :func:`path_number` tells list and item.
"""
_LIST = 10**9
JSON_RECORDS = "JSON "
"""How the reader of a layout's own path is called; the path follows, with two ``*`` at most."""
LIST_RADIX = 90_000
"""How many items a list may have, of which each holds a list of those that hold records."""


_EVERY = "/*/"


def _pointer(reader: str) -> str:
    return reader.removeprefix(JSON_RECORDS).removeprefix(".")


def path_number(item: int, part: int = 0) -> int:
    """Return the number of the item (from 1) of a list (from 0) of a file, for :func:`locator`.

    >>> locator("", path_number(3, part=1), "GraphML")
    '/graphml/graph/edge[3]'
    """
    return part * _LIST + item


def list_number(first: int = 0, second: int | None = None) -> int:
    """Return the number of a list of a JSON file by the items on its way, each from 0.

    >>> locator("", path_number(3, part=list_number(7, 2)), "JSON /banks/*/accounts/*/rows")
    '/banks/7/accounts/2/rows/2'

    Raises:
        OverflowError: A list of lists is longer than :data:`LIST_RADIX`.
    """
    if second is None:
        return first
    if max(first, second) >= LIST_RADIX:
        raise OverflowError
    return first * LIST_RADIX + second


def locator(member: str, row_no: int, reader: str) -> str:
    """Return how Evidence names a row: ``line 204``, ``Sheet1!17``, ``member.csv#line 204``.

    A row of a file whose lines say nothing is ``entry 3``, or has a path: ``/objects/17``. Of a PDF
    the number holds page, line and box: see :mod:`kg.text.page_place`.

    >>> locator("", 204, "delimited"), locator("Sheet1", 17, "workbook"), locator("", 18, "STIX")
    ('line 204', 'Sheet1!17', '/objects/17')
    """
    if reader == "workbook":
        return f"{member}!{row_no}"
    if reader == "pdf":
        return str(PagePlace.of_number(row_no))
    if reader.startswith(JSON_RECORDS):
        part, item = divmod(row_no, _LIST)
        first, *more = _pointer(reader).split(_EVERY)
        numbers = divmod(part, LIST_RADIX) if len(more) > 1 else (part,)
        steps = (f"/{number}/{text}" for number, text in zip(numbers, more, strict=False))
        place = f"{first}{''.join(steps)}/{item - 1}"
    elif reader in PATHS:
        part, item = divmod(row_no, _LIST)
        place = PATHS[reader][part].replace("{0}", str(item - 1)).replace("{1}", str(item))
    else:
        place = f"{_unit(reader)} {row_no}"
    return f"{member}#{place}" if member else place


def _unit(reader: str) -> str:
    return "entry" if reader in COUNTED else "line"


def locator_sql(member: str, row_no: str, reader: str) -> str:
    """Return the SQL expression whose value is :func:`locator` of two columns."""
    if reader == "workbook":
        return f"concat({member}, '!', {row_no})"
    if reader == "pdf":
        return page_place_sql(row_no)
    place = f"'{_unit(reader)} ', {row_no}"
    if reader in PATHS:
        place = _path_sql(row_no, PATHS[reader])
    elif reader.startswith(JSON_RECORDS):
        place = _json_path_sql(row_no, _pointer(reader).replace("'", "''").split(_EVERY))
    return f"concat(CASE WHEN {member} = '' THEN '' ELSE concat({member}, '#') END, {place})"


def _json_path_sql(row_no: str, texts: Sequence[str]) -> str:
    """Return SQL for a pointer that is cut where the numbers of items stand."""
    part = f"({row_no} // {_LIST})"
    numbers = [f"{part} // {LIST_RADIX}", f"{part} % {LIST_RADIX}"] if len(texts) > 2 else [part]
    steps = zip(numbers, texts[1:], strict=False)
    between = (f", '/', {number}, '/{text}'" for number, text in steps)
    return f"concat('{texts[0]}'{''.join(between)}, '/', {row_no} % {_LIST} - 1)"


def _path_sql(row_no: str, paths: tuple[str, ...]) -> str:
    """Return SQL for a path whose number tells the list and the item."""
    item = f"({row_no} % {_LIST})"
    texts = []
    for path in paths:
        before, mark, after = path.partition("{0}")
        if not mark:
            before, mark, after = path.partition("{1}")
        number = f", {item} - 1" if mark == "{0}" else f", {item}" if mark else ""
        texts.append(f"concat('{before}'{number}, '{after}')")
    whens = " ".join(f"WHEN {part} THEN {text}" for part, text in enumerate(texts))
    return f"CASE {row_no} // {_LIST} {whens} END"


_SYSTEM_WORD = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*|[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def readable_word(word: str) -> str:
    """Return a system's word for a relation as it is read: small letters, blanks for underscores.

    Nothing is translated or guessed; a word that is written in another way stays as it is.

    >>> [readable_word(word) for word in ("CURRENT_ADDRESS", "KNOWS", "knows_sn", "Hired by", "妻")]
    ['current address', 'knows', 'knows sn', 'Hired by', '妻']
    """
    return word.lower().replace("_", " ") if _SYSTEM_WORD.fullmatch(word) else word
