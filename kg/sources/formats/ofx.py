"""OFX: statements of Open Financial Exchange, version 1 (SGML) and 2 (XML).

Both are read by one scan of their tags: what a bank writes is often neither good SGML nor good
XML. Nothing is expanded but the five marks of XML and numbers of characters; a document type is
refused. A ``STMTTRN`` is a row; its place is its number. Source: OFX 1.6 and 2.3, chapter 11.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from kg.errors import DecodeError, FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList
from kg.sources.formats.statements import (
    COLUMNS,
    StatementSum,
    account_number,
    add_entry,
    exact,
    texts,
)

_PIECE = re.compile(
    r"<!\[CDATA\[(?P<raw>.*?)\]\]>|<(?P<close>/?)(?P<tag>[A-Za-z0-9._]{1,64})\s*(?P<empty>/?)>"
    r"|(?P<odd><[^>]{0,200}>?)|(?P<text>[^<]+)",
    re.DOTALL,
)
_HEADER = re.compile(rb"^[ \t]*(ENCODING|CHARSET)[ \t]*:[ \t]*([A-Za-z0-9._-]{1,40})", re.MULTILINE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos|nbsp);")
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_OWN = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_TIME = re.compile(
    r"(?P<day>[0-9]{8})(?:(?P<clock>[0-9]{6}|[0-9]{4})(?:\.[0-9]{1,6})?)?"
    r"\s*(?:\[\s*(?P<sign>[+-]?)(?P<hours>[0-9]{1,2})(?:[.:](?P<part>[0-9]{1,2}))?[^\]]{0,40}\])?"
)
_NO_CLOCK = ("000000", "120000")
"""Times of day that stand for a day alone."""
_SHOWN = 2_000


def read_ofx(data: bytes, where: str, limits: Limits, encoding: str = "") -> RecordList:
    """Return the entries of every statement of a file.

    Args:
        data: The file.
        where: What errors call it.
        limits: The largest sizes that are read.
        encoding: Its encoding, where a person names one; else what its head says.

    Raises:
        FormatError: It has a document type, or no statement's tags.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    found = RecordList(COLUMNS, limits)
    reader = _OfxTags(found, where)
    text = _decoded(data, encoding, where)
    for tag, value in _tags(text, where):
        reader.take(tag, value)
    reader.end()
    if not reader.is_begun:
        raise FormatError(Message("holds-no-statement"), where=where)
    reader.write()
    return found


_BY_CHANCE = 3
"""So many signs of GBK may be UTF-8 as well: one sign of seven is."""


def _decoded(data: bytes, forced: str, where: str) -> str:
    names = dict(_HEADER.findall(data[: data.find(b"<OFX") % 4096]))
    declared = _DECLARED.search(data[:1024])
    charset = names.get(b"CHARSET", b"").decode()
    name = forced
    if not name and declared:
        name = declared[1].decode()
    elif not name and names.get(b"ENCODING", b"").upper() in (b"UTF-8", b"UNICODE"):
        name = "utf-8"
    elif not name and charset.isdigit():
        name = f"cp{charset}"
    elif not name:
        name = charset if charset.upper() not in ("", "NONE") else "utf-8"
    try:
        text = data.decode(name)
        if not forced and not data.isascii():
            text = _as_utf_8(data, has_double_bytes=len(text) < len(data)) or text
    except (LookupError, UnicodeDecodeError) as error:
        try:
            # many write UTF-8 and leave the head that says otherwise
            if forced:
                raise
            text = data.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            what = Message("not-in-encoding", encoding=name, why=str(error)[:200])
            raise DecodeError(what, where=where) from error
    return text.removeprefix(codecs.BOM_UTF8.decode())


def _as_utf_8(data: bytes, *, has_double_bytes: bool) -> str:
    """Return what bytes say in UTF-8, nothing where they are none.

    Text of a code page is no UTF-8; a few signs of two bytes each may be both by chance.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    beyond = sum(not sign.isascii() for sign in text)
    return text if beyond > _BY_CHANCE or not has_double_bytes else ""


def _tags(text: str, where: str) -> Iterator[tuple[str, str]]:
    """Yield each tag with the text behind it; a closing tag begins with a slash."""
    tag, parts = "", list[str]()
    last = text.rfind("]]>") + 1
    text = text[:last] + text[last:].replace("<![CDATA[", "")  # never closed: looked for once
    for match in _PIECE.finditer(text, max(text.find("<OFX"), 0)):
        if odd := match["odd"]:
            if odd.upper().startswith(("<!DOCTYPE", "<!ENTITY", "<!ELEMENT")):
                line = text.count("\n", 0, match.start()) + 1
                raise FormatError(Message("xml-holds-a-doctype"), where=f"{where} line {line}")
            if not odd.startswith(("<?", "<!")):  # a sign that no tag begins with
                parts.append(odd)
        elif match["tag"]:
            if tag:
                yield tag, "".join(parts).strip()
            tag, parts = match["close"] + match["tag"].upper(), []
            if match["empty"]:
                yield tag, ""
                tag = f"/{tag}"
        elif match["raw"] is not None:
            parts.append(match["raw"])
        else:
            parts.append(_ENTITY.sub(lambda one: unescape(one[0]), match["text"]))
    if tag:
        yield tag, "".join(parts).strip()


@dataclass(slots=True)
class _OfxEntry:
    """A ``STMTTRN``: what it says by the path inside it, and the account that it stands under."""

    place: int
    said: dict[str, str] = field(default_factory=dict)
    statement: dict[str, str] = field(default_factory=dict)
    is_whole: bool = False


class _OfxTags:
    """Takes tags in order; knows which statement and which entry they stand in."""

    def __init__(self, found: RecordList, where: str) -> None:
        self.found, self.where = found, where
        self.open: list[str] = []
        self.statement: dict[str, str] = {}
        self.is_begun = False
        self.entry: _OfxEntry | None = None
        self.entries: list[_OfxEntry] = []

    def take(self, tag: str, value: str) -> None:
        """Take the next tag and the text behind it."""
        if tag.startswith("/"):
            self._close(tag[1:])
        elif value:
            self._say(tag, value)
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        """Begin what may hold others; an empty value is taken for one that holds none."""
        if tag in _STATEMENTS:
            self.statement, self.open, self.is_begun = {}, [], True
        elif tag == "STMTTRN":
            self._end_entry(False)
            self.entry = _OfxEntry(len(self.entries) + 1, {}, self.statement)
            self.entries.append(self.entry)
        self.open.append(tag)
        if len(self.open) > self.found.limits.record_depth:
            what = Message("deeper-than-record-depth", limit=self.found.limits.record_depth)
            raise LimitExceeded(what, where=self.where)

    def _close(self, tag: str) -> None:
        if tag not in self.open:
            return
        closed = [self.open.pop()]
        while closed[-1] != tag:
            closed.append(self.open.pop())
        if "STMTTRN" in closed:  # some leave its own end out
            self._end_entry(tag == "STMTTRN")

    def _end_entry(self, is_whole: bool) -> None:
        if self.entry:
            self.entry.is_whole = is_whole or "TRNAMT" in self.entry.said
        self.entry = None

    def _say(self, tag: str, value: str) -> None:
        holder = next((one for one in reversed(self.open) if one in _HOLDERS), "")
        path = f"{holder}/{tag}" if holder else tag
        if self.entry is not None:
            self.entry.said.setdefault(path, value)
        elif holder in _OWN or tag == "CURDEF":
            self.statement.setdefault(path, value)

    def end(self) -> None:
        """End what the file left open: an entry there may break off within its amount."""
        self.entry = None

    def write(self) -> None:
        """Add the entries; a time of day that all of them share is none."""
        clocks = [_clock(entry.said.get("DTPOSTED", "")) for entry in self.entries]
        alike = len(set(clocks)) == 1 and (len(clocks) > 1 or clocks[0] in _NO_CLOCK)
        if alike and clocks[0]:
            self.found.warn(Message("times-of-day-alike", clock=clocks[0]))
        for entry in self.entries:
            self._add(entry, alike)

    def _add(self, entry: _OfxEntry, is_day: bool) -> None:
        said, shown = entry.said, _shown(entry.said)
        if not entry.is_whole:
            self.found.refuse(entry.place, "entry", Message("entry-breaks-off"), shown)
            return
        if said.get("TRNTYPE") == "HOLD":
            self.found.skip(entry.place, Message("entry-not-booked", state="HOLD"))
            return
        amount = exact(said.get("TRNAMT", ""))
        way = "" if amount is None else ("out" if amount < 0 else "in")
        own = {tag: _of(entry.statement, _OWN, tag) for tag in ("BANKID", "BROKERID", "ACCTID")}
        correction = " ".join(said[tag] for tag in ("CORRECTACTION", "CORRECTFITID") if tag in said)
        currency = said.get("CURRENCY/CURSYM") or entry.statement.get("CURDEF")
        notes = [said.get("MEMO"), said.get("EXTDNAME"), correction]
        cells = texts(
            own_account=account_number(own["ACCTID"]),
            own_bank=own["BANKID"] or own["BROKERID"],
            booking_date=_moment(said.get("DTPOSTED", ""), is_day),
            value_date=_moment(said.get("DTUSER") or said.get("DTAVAIL") or "", is_day),
            amount=said.get("TRNAMT") if amount is None else f"{abs(amount):f}",
            currency=currency,
            way=way,
            counterparty_account=account_number(_of(said, _THEIRS, "ACCTID")),
            counterparty_bank=_of(said, _THEIRS, "BANKID"),
            counterparty_name=said.get("PAYEE/NAME") or said.get("NAME"),
            entry_type=said.get("TRNTYPE"),
            reference=said.get("CHECKNUM") or said.get("REFNUM"),
            bank_reference=said.get("FITID"),
            details=" ".join(dict.fromkeys(filter(None, notes))),
        )
        add_entry(self.found, entry.place, cells, shown, StatementSum())


_THEIRS = frozenset({"BANKACCTTO", "CCACCTTO"})
_HOLDERS = _OWN | _THEIRS | {"PAYEE", "CURRENCY", "ORIGCURRENCY"}


def _of(said: dict[str, str], holders: frozenset[str], tag: str) -> str:
    return next((said[path] for h in sorted(holders) if (path := f"{h}/{tag}") in said), "")


def _clock(text: str) -> str:
    match = _TIME.fullmatch(text.strip())
    return (match["clock"] or "").ljust(6, "0") if match and match["clock"] else ""


def _moment(text: str, is_day: bool) -> str:
    """Return a time as ISO 8601 writes it, in UTC unless it names an offset; else as it stands.

    >>> _moment("20240105101500.000[-5:EST]", False), _moment("20240105120000", True)
    ('2024-01-05 10:15:00-05:00', '2024-01-05')
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return text
    day = f"{match['day'][:4]}-{match['day'][4:6]}-{match['day'][6:]}"
    if is_day or not match["clock"]:
        return day
    clock = match["clock"].ljust(6, "0")
    minutes = _minutes(match["part"] or "")
    offset = f"{match['sign'] or '+'}{int(match['hours'] or 0):02d}:{minutes:02d}"
    return f"{day} {clock[:2]}:{clock[2:4]}:{clock[4:]}{offset}"


def _minutes(part: str) -> int:
    """Return the minutes of an offset; ``.5`` and ``.30`` are both half an hour in use."""
    share = {"5": 30, "50": 30, "75": 45, "25": 15}
    return share.get(part, int(part or 0)) % 60


def _shown(said: dict[str, str]) -> str:
    return " ".join(f"{path}={text}" for path, text in said.items())[:_SHOWN]
