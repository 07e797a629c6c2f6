r"""Patterns that somebody else wrote: run by RE2, whose time grows with the text alone.

The language is RE2's, with one difference: ``\s``, ``\d`` and ``\w`` mean the blanks, digits and
letters of every script (RE2 knows ASCII's alone). What RE2 cannot tell (lookaround, backreferences,
the edge of a word in every script) is refused by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kg.limits import LIMITS, Limits
from kg.messages import Message

if TYPE_CHECKING:
    import duckdb

#: Every blank that ``str.isspace`` knows, as ranges.
_BLANKS = (
    *((0x09, 0x0D), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680)),
    *((0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
)
_EDGES = (-1, *(code for pair in _BLANKS for code in pair), 0x110000)
_NO_BLANKS = tuple((low + 1, high - 1) for low, high in list(pairwise(_EDGES))[::2])


def _ranges(pairs: Iterable[tuple[int, int]]) -> str:
    return "".join(rf"\x{{{low:x}}}-\x{{{high:x}}}" for low, high in pairs)


#: What a class of every script is, inside brackets.
_CLASSES = {
    "s": _ranges(_BLANKS),
    "S": _ranges(_NO_BLANKS),
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "w": r"\pL\pM\pN_",
}
_REFUSED = {"b": "word-edge", "B": "word-inside", "C": "byte", "Q": "quoted-stretch"}
_GROUPS = {
    "(?=": "lookahead",
    "(?!": "lookahead",
    "(?<=": "lookbehind",
    "(?<!": "lookbehind",
    "(?<": "named-group-without-p",
    "(?>": "atomic-group",
    "(?#": "comment",
    "(?P=": "backreference",
    "(?P>": "recursion",
    "(?(": "condition",
}
"""What RE2 does not run, by the ids of the messages ``re-<name>``."""
_GROUP = re.compile(r"\(\?(?:[=!>#(]|<[=!]?|P[=>])")
_OPENING = re.compile(r"\(\?(?:P<\w+>|[imsU-]*[:)])")
_ESCAPE = re.compile(r"\\(?:[pP]\{[^}]*\}|[pP].|x\{[^}]*\}|x..|.)", re.DOTALL)
_POSIX = re.compile(r"\[:\^?[a-z]+:\]")
_COUNT = re.compile(r"\{([0-9]{1,4})(,([0-9]{0,4}))?\}\??|[*+?]\??")


class PatternRefused(ValueError):
    """A pattern that kg does not run; ``why`` says why not."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


class _NoPattern(Exception):
    """What the engine says of a text that is no pattern."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as RE2 runs it, how many groups it has, how many pieces it has written out."""

    re2: str
    groups: int
    size: int


@lru_cache(maxsize=1_024)
def read_pattern(text: str, limits: Limits = LIMITS) -> Pattern:
    """Return a pattern in the words of RE2; raise PatternRefused where it cannot be run.

    It has at most ``pattern_size`` pieces with all its repetitions written out: so a cell of 50 KB
    is looked through in a fraction of a second.
    """
    pattern = _PatternReader(text).read()
    if pattern.size > limits.pattern_size:
        what = Message("pattern-too-big", text=shown(text), limit=limits.pattern_size)
        raise PatternRefused(what)
    try:
        _run("SELECT regexp_matches('', $1)", pattern.re2)
    except _NoPattern as error:
        what = Message("is-no-pattern", text=shown(text), error=str(error))
        raise PatternRefused(what) from error
    return pattern


def shown(pattern: str) -> str:
    """Return a pattern as a message quotes it."""
    return repr(pattern[:80])


@lru_cache(maxsize=4_096)
def fits_whole(pattern: str, text: str) -> bool:
    r"""Say whether a text fits a pattern from its first sign to its last.

    >>> fits_whole(r"共\s*[0-9]+\s*笔", "共\u30003 笔"), fits_whole("共", "共3笔")
    (True, False)
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = rf"\A(?:{read_pattern(pattern).re2})\z"
    return bool(pc.match_substring_regex(pa.scalar(text), whole).as_py())


@lru_cache(maxsize=4_096)
def piece_of(pattern: str, text: str) -> str:
    r"""Return what the one group of a pattern holds where it first fits; nothing where it does not.

    >>> piece_of(r"户名[:：]\s*(\S+)", "户名：\u3000张三")
    '张三'
    """
    return str(_run("SELECT regexp_extract($2, $1, 1)", read_pattern(pattern).re2, text) or "")


def pieces_of(pattern: str, texts: Sequence[str]) -> list[str]:
    """Return what :func:`piece_of` returns of each text, in one query."""
    query = "SELECT list(regexp_extract(text, $1, 1)) FROM (SELECT unnest($2) AS text)"
    pieces = _run(query, read_pattern(pattern).re2, list(texts))
    return [str(piece or "") for piece in pieces] if isinstance(pieces, list) else []


def _run(query: str, *values: str | list[str]) -> object:
    import duckdb

    with _engine().cursor() as cursor:
        try:
            row = cursor.execute(query, list(values)).fetchone()
        except duckdb.Error as error:
            reason = str(error).partition("Error: ")[2] or str(error)
            raise _NoPattern(reason) from error
    return row[0] if row else None


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    import duckdb

    con = duckdb.connect()
    con.execute("SET enable_external_access = false")
    con.execute("SET threads = 1")
    return con


@dataclass(slots=True)
class _PatternReader:
    """Reads a pattern piece by piece: what RE2 is given, and how large it is.

    ``sizes`` holds, for the pattern and each open group, the size of what is read of it so far.
    """

    text: str
    at: int = 0
    groups: int = 0
    out: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=lambda: [0])

    def read(self) -> Pattern:
        last = 0  # the size of the piece that a repetition would repeat
        while self.at < len(self.text):
            sign = self.text[self.at]
            if count := self._count():
                self.sizes[-1] += last * (count - 1)
                last *= count
            elif sign == "(":
                self._open()
                last = 0
            elif sign == ")" and len(self.sizes) > 1:
                self._take(1)
                last = self.sizes.pop()
                self.sizes[-1] += last
            else:
                self._class() if sign == "[" else self._single(sign)
                last = 1
                self.sizes[-1] += last
        return Pattern("".join(self.out), self.groups, sum(self.sizes))

    def _take(self, length: int) -> None:
        self.out.append(self.text[self.at : self.at + length])
        self.at += length

    def _count(self) -> int:
        """Read a repetition, if one stands here, and return how often it repeats at most."""
        match = _COUNT.match(self.text, self.at)
        if match is None:
            return 0
        self._take(len(match[0]))
        return max(1, int(match[3] or match[1])) if match[1] else 1

    def _open(self) -> None:
        if match := _GROUP.match(self.text, self.at):
            name = Message(f"re-{_GROUPS[match[0]]}")
            what = Message("and-in-brackets", text=name, more=match[0])
            raise PatternRefused(Message("pattern-cannot-run", text=shown(self.text), what=what))
        opening = _OPENING.match(self.text, self.at)
        opener = opening[0] if opening else "("
        self.groups += opener == "(" or opener.startswith("(?P<")
        self._take(len(opener))
        if not opener.endswith(")"):
            self.sizes.append(1)

    def _single(self, sign: str) -> None:
        if sign != "\\":
            self._take(1)
            return
        escape = self._escape()
        if escape == "W":
            self.out.append(f"[^{_CLASSES['w']}]")
        elif escape in _CLASSES:
            self.out.append(f"[{_CLASSES[escape]}]")

    def _escape(self) -> str:
        """Go past an escape and return its letter where it has a meaning of its own here."""
        match = _ESCAPE.match(self.text, self.at)
        if match is None:
            raise PatternRefused(Message("pattern-ends-in-backslash", text=shown(self.text)))
        letter = match[0][1]
        if letter in _REFUSED:
            name = Message(f"re-{_REFUSED[letter]}")
            what = Message("and-in-brackets", text=f"\\{letter}", more=name)
            raise PatternRefused(Message("pattern-cannot-tell", text=shown(self.text), what=what))
        if letter in _CLASSES or letter == "W":
            self.at += 2
            return letter
        self._take(len(match[0]))
        return ""

    def _class(self) -> None:
        """Read a class in brackets to its end."""
        self._take(2 if self.text.startswith("[^", self.at) else 1)
        if self.text.startswith("]", self.at):
            self._take(1)
        while self.at < len(self.text) and self.text[self.at] != "]":
            if posix := _POSIX.match(self.text, self.at):
                self._take(len(posix[0]))
            elif self.text[self.at] == "\\":
                self._escaped_in_class()
            else:
                self._take(1)
        self._take(1)

    def _escaped_in_class(self) -> None:
        escape = self._escape()
        if escape == "W":
            raise PatternRefused(Message("pattern-not-word-in-brackets", text=shown(self.text)))
        self.out.append(_CLASSES.get(escape, ""))
