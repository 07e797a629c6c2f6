"""E-mail: the heads of an EML file or of every message of an mbox.

A row is a message to one of its receivers, at the message's first line. Only the head is read, by
Python's own parser: what a body holds is for other programs. Sources: RFC 5322, RFC 2047, RFC 4155.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message as MailHead
from email.utils import getaddresses, parsedate_to_datetime

from kg.limits import MIB, Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList

COLUMNS = (
    "message id", "sent", "date", "sender", "sender name", "receiver", "receiver name", "kind",
    "subject", "reply to", "mailbox",
)  # fmt: skip
"""The columns of a row; ``date`` is the time as the head writes it."""
_BEGINS = re.compile(rb"(?:\A|\n\r?\n)(From [^\n]{1,200}[0-9]{4}[^\n]{0,20}\n)")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_KINDS = ("to", "cc", "bcc")
_ADDRESS = re.compile(r"[^\s@<>,;:\"]{1,64}@[^\s@<>,;:\"]{1,255}")
_MOST_RECEIVERS = 1_000
_SHOWN = 2_000


def read_mail(data: bytes, where: str, limits: Limits, encoding: str = "") -> RecordList:
    """Return a row for each receiver of each message.

    Args:
        data: The file.
        where: What errors call it; the mailbox is named as the file is.
        limits: The largest sizes that are read.
        encoding: How bytes of a head are decoded that no encoding is said of; else UTF-8.
    """
    found = RecordList(COLUMNS, limits)
    mailbox = where.partition("#")[2] or where
    for line, head in _heads(data.removeprefix(b"\xef\xbb\xbf")):
        reader = _MailHead(head, encoding or "utf-8")
        reader.add(found, line, mailbox.rpartition("/")[2])
    return found


def _heads(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the line and the bytes of each message's head."""
    starts = [match.start(1) for match in _BEGINS.finditer(data)] or [0]
    if starts[0]:
        starts.insert(0, 0)
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        line, counted = line + data.count(b"\n", counted, start), start
        over = _END_OF_HEAD.search(data, start, end)
        head = data[start : over.start() if over else end]
        if head.startswith(b"From "):
            head = head.partition(b"\n")[2]
        yield line, head


class _MailHead:
    """The head of one message."""

    def __init__(self, head: bytes, encoding: str) -> None:
        self.bytes, self.encoding = head, encoding

    def add(self, found: RecordList, line: int, mailbox: str) -> None:
        """Add a row for each receiver, or refuse the message."""
        shown = self.bytes[:_SHOWN].decode("utf-8", "replace")
        if len(self.bytes) > MIB:
            what = Message("field-too-long", column="head", size=len(self.bytes), limit=MIB)
            found.refuse(line, "field_too_long", what, shown)
            return
        try:
            head = message_from_bytes(self.bytes)
            rows = list(self._rows(head, found))
        except (MessageError, ValueError, LookupError, IndexError, AttributeError, TypeError):
            # the parser has no error of its own for every head that nobody should write
            found.refuse(line, "record", Message("mail-head-not-read"), shown)
            return
        if not rows or not rows[0].get("sender"):
            found.refuse(line, "missing", Message("mail-without-sender"), shown)
            return
        for cells in rows:
            found.add(line, {**cells, "mailbox": mailbox}, shown)

    def _rows(self, head: MailHead, found: RecordList) -> Iterator[dict[str, str]]:
        senders = self._addresses(head, "from") or self._addresses(head, "sender")
        name, sender = senders[0] if senders else ("", "")
        written = self._said(head, "date")
        common = {
            "message id": self._said(head, "message-id").strip("<>"), "sent": _moment(written),
            "date": written, "sender": sender, "sender name": name,
            "subject": self._said(head, "subject"),
            "reply to": self._said(head, "in-reply-to").strip("<>"),
        }  # fmt: skip
        receivers = [(kind, *one) for kind in _KINDS for one in self._addresses(head, kind)]
        if len(receivers) > _MOST_RECEIVERS:
            found.warn(Message("receivers-left-out", most=_MOST_RECEIVERS))
        seen = dict.fromkeys(address for _, _, address in receivers[:_MOST_RECEIVERS])
        for address in seen:
            kind, called, _ = next(receiver for receiver in receivers if receiver[2] == address)
            yield {**common, "receiver": address, "receiver name": called, "kind": kind}
        if not seen:
            yield common

    def _addresses(self, head: MailHead, name: str) -> list[tuple[str, str]]:
        lines = [str(value) for value in head.get_all(name, [])]
        return [
            (self._decoded(called), address.lower())
            for called, address in getaddresses(lines)
            if _ADDRESS.fullmatch(address)
        ]

    def _said(self, head: MailHead, name: str) -> str:
        return self._decoded(str(head.get(name, "")))

    def _decoded(self, written: str) -> str:
        """Return a text with its encoded words read; bytes above ASCII are those of the file."""
        raw = " ".join(written.split())
        pieces = []
        for piece, charset in decode_header(raw):
            if isinstance(piece, str):
                piece = piece.encode("utf-8", "surrogateescape")
            try:
                pieces.append(piece.decode(charset or self.encoding))
            except (LookupError, UnicodeDecodeError):
                pieces.append(piece.decode("utf-8", "replace"))
        return " ".join("".join(pieces).split())


def _moment(written: str) -> str:
    """Return the date of a head as ISO 8601 writes it; what is none stays for the mapping."""
    try:
        moment = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return written
    offset = f"{moment:%z}" or "+0000"
    return f"{moment:%Y-%m-%d %H:%M:%S}{offset[:3]}:{offset[3:5]}"
