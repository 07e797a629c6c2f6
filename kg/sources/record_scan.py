"""Where records begin and end in delimited text, found by the quotes and line breaks alone.

This scan knows nothing of the reader that parses the fields: it gives every record its physical
line, and its count must agree with the reader's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kg.errors import FormatError
from kg.limits import MIB
from kg.messages import Message

Places = NDArray[np.int64]

_LF, _CR, _QUOTE = 10, 13, 34
LONGEST_RECORD = 64 * MIB


@dataclass(frozen=True, slots=True)
class Records:
    """Whole records of a block: ``start``, ``end`` (before the line break) and first ``line``."""

    data: bytes
    start: Places
    end: Places
    line: Places

    @property
    def blank(self) -> NDArray[np.bool_]:
        """Tell the records of empty lines."""
        blank: NDArray[np.bool_] = self.start == self.end
        return blank

    def text(self, place: int) -> bytes:
        """Return one record as it stands."""
        return self.data[self.start[place] : self.end[place]]

    def without(self, dropped: NDArray[np.bool_]) -> bytes:
        """Return the text of the other records, line by line."""
        return b"\n".join(self.text(int(place)) for place in np.flatnonzero(~dropped)) + b"\n"


@dataclass(slots=True)
class RecordScan:
    """Cuts a stream of UTF-8 blocks into whole records; a quote left open is a FormatError."""

    delimiter: bytes
    where: str
    line: int = 1
    records: int = 0
    _rest: bytes = field(default=b"", repr=False)

    def feed(self, block: bytes, last: bool = False) -> Records:
        """Return the records that end in this block; what is left waits for the next one."""
        data = self._rest + block
        if last and data and not data.endswith((b"\n", b"\r")):
            data += b"\n"
        held_back = data[-1:] if data.endswith(b"\r") and not last else b""
        data = data.removesuffix(held_back)
        breaks, ends = self._breaks(data, last)
        cut = int(ends[-1]) + 1 if len(ends) else 0
        self._keep(data[cut:] + held_back)
        records = self._records(data[:cut], breaks, ends)
        self.records += len(records.start)
        return records

    def _keep(self, rest: bytes) -> None:
        self._rest = rest
        if len(rest) > LONGEST_RECORD:
            what = Message("quote-or-line-too-long", limit=LONGEST_RECORD)
            raise FormatError(what, where=f"{self.where} line {self.line}")

    def _records(self, data: bytes, breaks: Places, ends: Places) -> Records:
        if not len(ends):
            return Records(data, ends, ends, ends)
        start = np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1))
        plain = len(breaks) == len(ends)
        line = self.line + (np.arange(len(ends)) if plain else np.searchsorted(breaks, start))
        self.line += len(ends) if plain else int(np.searchsorted(breaks, ends[-1])) + 1
        return Records(data, start, _before_cr(data, start, ends), line)

    def _breaks(self, data: bytes, last: bool) -> tuple[Places, Places]:
        """Return all line breaks, and those that end a record because no quote is open."""
        seen = np.frombuffer(data, np.uint8)
        breaks = line_breaks(seen)
        if b'"' not in data:
            return breaks, breaks
        quotes = np.flatnonzero(seen == _QUOTE)
        ends = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
        reach = int(ends[-1]) + 1 if len(ends) else 0
        inside = quotes[: np.searchsorted(quotes, reach)]
        left_open = last and len(quotes) % 2
        if _well_placed(seen, inside, self.delimiter[0]) and not left_open:
            return breaks, ends
        return breaks, self._exact_ends(data, last)

    def _exact_ends(self, data: bytes, last: bool) -> Places:
        """Walk field by field: for texts with quotes in odd places, and to say where it breaks."""
        field_of = _field(self.delimiter)
        ends, place = [], 0
        while place < len(data):
            match = field_of.match(data, place)
            if match is None:
                if not last and _may_go_on(data, place):
                    break
                self._refuse(data, place)
            assert match is not None
            place = match.end()
            if match[1] != self.delimiter:
                ends.append(place - 1)
        return np.array(ends, np.int64)

    def _refuse(self, data: bytes, place: int) -> None:
        line = self.line + len(line_breaks(np.frombuffer(data[:place], np.uint8)))
        raise FormatError(
            Message("quote-never-closed"),
            where=f"{self.where} line {line}",
            hint=Message("ask-for-export-again"),
        )


def line_breaks(seen: NDArray[np.uint8]) -> Places:
    """Return the places of line breaks: LF, the LF of CRLF, and a CR that stands alone."""
    feeds = np.flatnonzero(seen == _LF)
    returns = np.count_nonzero(seen == _CR)
    if returns == np.count_nonzero(seen[np.maximum(feeds - 1, 0)] == _CR):
        return feeds
    places = np.flatnonzero(seen == _CR)
    follows = seen[np.minimum(places + 1, len(seen) - 1)]
    return np.sort(np.concatenate((feeds, places[follows != _LF])))


def _before_cr(data: bytes, start: Places, ends: Places) -> Places:
    seen = np.frombuffer(data, np.uint8)
    crlf = (seen[np.maximum(ends - 1, 0)] == _CR) & (seen[ends] == _LF) & (ends > start)
    before: Places = ends - crlf
    return before


def _well_placed(seen: NDArray[np.uint8], quotes: Places, delimiter: int) -> bool:
    """Say whether every quote opens at the start of a field, closes at its end, or is doubled."""
    opens, closes = quotes[0::2], quotes[1::2]
    before = seen[np.maximum(opens - 1, 0)]
    after = seen[np.minimum(closes + 1, len(seen) - 1)]
    good_open = (opens == 0) | _edge(before, delimiter) | (before == _QUOTE)
    good_close = (closes == len(seen) - 1) | _edge(after, delimiter) | (after == _QUOTE)
    return bool(good_open.all() and good_close.all())


def _edge(seen: NDArray[np.uint8], delimiter: int) -> NDArray[np.bool_]:
    edge: NDArray[np.bool_] = (seen == delimiter) | (seen == _LF) | (seen == _CR)
    return edge


def _field(delimiter: bytes) -> re.Pattern[bytes]:
    """Return what a field looks like; blanks after a closing quote are its dress."""
    d = re.escape(delimiter)
    blank = rb" " if delimiter == b"\t" else rb"[ \t]"
    quoted = rb'"[^"]*+(?:""[^"]*+)*+"(?!")' + blank + rb"*+"
    return re.compile(rb"(?:" + quoted + rb'|(?!")[^\r\n' + d + rb"]*)(" + d + rb"|\r?\n|\r)")


def _may_go_on(data: bytes, place: int) -> bool:
    """Say whether the field at ``place`` is only cut off by the end of the block."""
    if data[place : place + 1] == b'"':
        body = re.compile(rb'"[^"]*+(?:""[^"]*+)*+(?:"[ \t]*+)?+').match(data, place)
        return body is not None and body.end() >= len(data) - 1
    return not re.compile(rb"[\r\n]").search(data, place)
