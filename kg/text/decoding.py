"""Which text a file's bytes are: strict rules over the whole file, never a guess from its start."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from charset_normalizer import from_bytes

from kg.errors import DecodeError
from kg.messages import Message

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CJK = re.compile("[\u2e80-\ufffd]")
_ASCII_BUT_NEWLINE = bytes(code for code in range(128) if code != 10)
_UTF8_LINE = re.compile(
    rb"\n(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+(?=\n)"
)
#: A foreign letter inside a word of ASCII ones: José. Chinese between commas is not like that.
_WORD = re.compile(rb"[A-Za-z][\x80-\xff]|[\x80-\xff][A-Za-z]")
_IN_A_WORD = re.compile(rb"[A-Za-z][\x80-\xff][A-Za-z]")
"""A Western letter between two others, such as in M\u00fcller."""
_TOO_LONG_FOR_CHANCE = 4
_FEW = 4
_NO_SIGN = ("gb18030", "hardly utf-8")
_CHANCE_SHARE = 0.01
ASCII_ONLY = "only ASCII"
_HINT = Message("name-the-encoding")
_WINDOWS = re.compile(r"^cp(125\d)$")
_WESTERN = "cp1252"
_USUAL = re.compile(r"cp(125\d|932|949|950|874)$|big5|euc_|shift_jis|gb|koi8|iso8859_1?[0-9]$")
"""What banks and carriers write; the code pages of old terminals are named for want of these."""
_TOLD_BY = 1 << 16
"""So many bytes tell which letters a text is written with."""
_GB2312_FROM = 0xA1
_HANZI_FROM, _LAST_HANGUL_ROW, _MANY = 0xB0, 0xC8, 20
_OUTSIDE_SHARE = 0.2
"""A larger share of rare characters is no Chinese; names written with traditional ones are."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are text: the codec, the mark to drop at the start, how it is known."""

    name: str
    bom: bytes = b""
    basis: str = "every line is valid"


@dataclass(slots=True)
class _Kinds:
    """How many lines are text in which way, and the first line number of each kind."""

    count: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    line_no: int = 0
    some: bytes = b""

    def note(self, kind: str, line_no: int) -> None:
        self.count[kind] += 1
        self.first.setdefault(kind, line_no)

    def feed(self, lines: bytes) -> None:
        """Count whole lines; only those that may contradict the rest are looked at one by one."""
        if not lines.isascii():
            if _decodes(lines, "utf-8"):
                self._feed_utf8(lines)
            else:
                self._keep_some(lines)
                self._feed_other(lines)
        self.line_no += lines.count(b"\n")

    def _keep_some(self, lines: bytes) -> None:
        """Keep some lines that are not UTF-8, to tell by their letters which encoding it may be."""
        if len(self.some) < _TOLD_BY:
            foreign = [line for line in lines[:_TOLD_BY].split(b"\n") if not line.isascii()]
            self.some += b"\n".join(foreign) + b"\n"

    def _feed_utf8(self, lines: bytes) -> None:
        for line_no, line in enumerate(lines.split(b"\n"), self.line_no + 1):
            if "utf-8" in self.count:
                return
            if not line.isascii():
                self.note(_utf8_kind(line), line_no)

    def _feed_other(self, lines: bytes) -> None:
        """Count lines of a block that is not UTF-8 as a whole.

        Taking ASCII out is quick and leaves a UTF-8 line valid UTF-8, so what remains shows
        which few lines can be UTF-8 at all.
        """
        split = lines.split(b"\n")
        if not _decodes(lines, "gb18030"):
            self._feed_each(split)
            return
        foreign = lines.translate(None, _ASCII_BUT_NEWLINE)
        self.count["gb18030"] += sum(map(bool, foreign.split(b"\n")))
        self.first.setdefault("gb18030", self._first_not_utf8(split))
        for place in _may_be_utf8(foreign):
            if _decodes(split[place], "utf-8"):
                self.count["gb18030"] -= 1
                self.note(_utf8_kind(split[place]), self.line_no + place + 1)

    def _feed_each(self, split: list[bytes]) -> None:
        for line_no, line in enumerate(split, self.line_no + 1):
            if not line.isascii():
                self.note(_kind_of(line), line_no)

    def _first_not_utf8(self, split: list[bytes]) -> int:
        places = (place for place, line in enumerate(split) if not _decodes(line, "utf-8"))
        return self.line_no + next(places) + 1


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _may_be_utf8(foreign: bytes) -> Iterator[int]:
    """Yield the places of lines whose bytes above ASCII, by themselves, are valid UTF-8."""
    place, seen = 0, 0
    padded = b"\n" + foreign + b"\n"
    for match in _UTF8_LINE.finditer(padded):
        place += padded.count(b"\n", seen, match.start())
        seen = match.start()
        yield place


def _kind_of(line: bytes) -> str:
    if _decodes(line, "utf-8"):
        return _utf8_kind(line)
    return "gb18030" if _decodes(line, "gb18030") else "neither"


def _utf8_kind(line: bytes) -> str:
    """Say how surely a line is UTF-8: GB18030 looks like it by chance, but only in short lines.

    A line that says no more than 某某 or 模 is UTF-8 too, of letters that nobody writes so.
    """
    text = line.decode()
    chinese = len(_CJK.findall(text))
    others = sum(not letter.isascii() for letter in text) - chinese
    if chinese <= others:
        hardly = others <= _FEW and not _WORD.search(line)
        return "hardly utf-8" if hardly else "perhaps utf-8"
    return "utf-8" if chinese >= _TOO_LONG_FOR_CHANCE else "short utf-8"


def sniff(blocks: Iterable[bytes], where: str = "") -> Encoding:
    """Return the encoding of a whole file, or say which line contradicts which.

    UTF-8 is tried first and strictly. A file is GB18030 only when every line is, and no more
    lines look like UTF-8 than chance explains (0.23 % of short lines of names do).
    """
    stream = iter(blocks)
    head = next(stream, b"")
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, mark, "the mark at its start")
    if _looks_utf16(head):
        raise DecodeError(Message("looks-like-utf-16"), where=where, hint=_HINT)
    kinds = _Kinds()
    for lines in _whole_lines(chain([head], stream)):
        kinds.feed(lines)
    return _judged(kinds, where)


def _may_be(some: bytes) -> list[str]:
    """Return which encodings some lines may have, the likeliest first.

    Only for a hint: two code pages differ in few letters, and a name would be read wrongly in
    silence.
    """
    # code pages that read these lines alike are one match, named by the first in the alphabet
    found = [
        _WESTERN if _WESTERN in match.could_be_from_charset else match.encoding
        for match in from_bytes(some)
    ]
    found = [name for name in found if not name.startswith("utf")]
    usual = [name for name in found if _USUAL.match(name)] or found
    return list(dict.fromkeys(_WINDOWS.sub(r"windows-\1", name) for name in usual))[:3]


def _hint_of(some: bytes) -> Message:
    names = _may_be(some)
    return Message("encoding-may-be", names=names) if names else _HINT


def _is_hardly_chinese(some: bytes) -> bool:
    """Say whether lines that are valid GB18030 are likely text of another language.

    Nearly all Chinese is written with the characters of GB 2312, both bytes of which are above A0,
    and spread over its rows. Letters of a Western code page with an ASCII letter behind them, and
    Japanese in Shift JIS, fall outside; Korean lies in its first rows alone.
    """
    pairs = [
        (line[n], line[n + 1])
        for line in some.split(b"\n")
        for n in _first_bytes(line)
    ]  # fmt: skip
    outside = sum(min(lead, trail) < _GB2312_FROM for lead, trail in pairs)
    in_words = len(_IN_A_WORD.findall(some))
    rows = [lead for lead, trail in pairs if min(lead, trail) >= _HANZI_FROM]
    korean = len(rows) >= _MANY and max(rows) <= _LAST_HANGUL_ROW
    strange = outside > len(pairs) * _OUTSIDE_SHARE and (outside > _FEW or in_words)
    if not (korean or strange):
        return False
    best = from_bytes(some).best()
    return best is None or not best.encoding.startswith("gb")


def _first_bytes(line: bytes) -> Iterator[int]:
    """Yield where each character of two bytes begins in a line of GB18030."""
    place = 0
    while place < len(line) - 1:
        if line[place] < 0x80:
            place += 1
        elif 0x30 <= line[place + 1] <= 0x39:
            place += 4
        else:
            yield place
            place += 2


def _looks_utf16(head: bytes) -> bool:
    sample = head[:4096]
    return len(sample) >= 4 and max(sample[::2].count(0), sample[1::2].count(0)) > len(sample) / 4


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for block in blocks:
        cut = block.rfind(b"\n") + 1
        if cut:
            yield rest + block[:cut]
            rest = block[cut:]
        else:
            rest += block
    if rest:
        yield rest


def _judged(kinds: _Kinds, where: str) -> Encoding:
    count, first = kinds.count, kinds.first
    if "neither" in count:
        what = Message("neither-utf-8-nor-gb18030", line=str(first["neither"]))
        raise DecodeError(what, where=where, hint=_hint_of(kinds.some))
    if "gb18030" not in count:
        return Encoding("utf-8") if count else Encoding("utf-8", basis=ASCII_ONLY)
    chance = _CHANCE_SHARE * count.total()
    short = count["short utf-8"]
    if count["utf-8"] or short > chance or count["perhaps utf-8"] > 5 * chance:
        utf8 = min(line for kind, line in first.items() if kind not in _NO_SIGN)
        what = Message("two-encodings", utf8=str(utf8), gb18030=str(first["gb18030"]))
        raise DecodeError(what, where=where, hint=Message("encoding-mixed-reads-line"))
    if _is_hardly_chinese(kinds.some):
        what = Message("hardly-chinese", line=str(first["gb18030"]))
        raise DecodeError(what, where=where, hint=_hint_of(kinds.some))
    return Encoding("gb18030", basis="not UTF-8, and every line is valid GB18030")


def check_forced(name: str, sniffed: Encoding, where: str = "") -> None:
    """Refuse an encoding named by hand where the bytes are certainly UTF-8 of another kind."""
    certain = sniffed.name == "utf-8" and sniffed.basis != ASCII_ONLY
    if certain and codecs.lookup(name).name not in ("utf-8", "utf-8-sig"):
        raise DecodeError(Message("every-line-valid-utf", name=name), where=where)


def decode_mixed(line: bytes) -> str:
    """Return one line as UTF-8 if it is that, else as GB18030, else refuse it."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("gb18030")
