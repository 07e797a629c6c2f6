"""SMS Backup & Restore: the messages and the call log that the app writes of an Android telephone.

A message or a call is a row; one to several receivers has a row for each. Its place is the number
of the element in the file. Whose telephone it is the file does not say. Source: the app's own
"Fields in XML backup files" (SyncTech).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList
from kg.sources.formats.xml import XmlNode, elements

_OF_BOTH = ("entry", "time", "direction", "number", "contact name", "sim", "proof")
COLUMNS_OF_MESSAGES = (*_OF_BOTH, "text", "attachment", "subject", "service center")
COLUMNS_OF_CALLS = (*_OF_BOTH, "duration")
_LEAD = rb"(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*+"
_MESSAGES, _CALLS = re.compile(_LEAD + rb"<smses[\s>]"), re.compile(_LEAD + rb"<calls[\s>]")
_WAYS = {"1": "in", "2": "out"}
_CALLED = {**_WAYS, "3": "in", "4": "in", "5": "in", "6": "in"}
"""A call that was missed, went to the mailbox, was declined or was blocked came in all the same."""
_FROM, _TEXT, _LAYOUT = "137", "text/plain", "application/smil"
_NOT_SENT = ("3", "4", "5", "6")
"""Types of messages that are drafts, wait to be sent, or could not be."""
_NOBODY = ("", "(Unknown)", "-1", "-2", "unknown")
_REFERENCE = re.compile(rb"&#(x[0-9A-Fa-f]{1,6}|[0-9]{1,7});")
_PAIR = re.compile(rb"&#(55[2-9][0-9]{2}|56[0-2][0-9]{2}|563[01][0-9]);&#(5[67][0-9]{3});")
_SHOWN, _AND = 2_000, "~"
_HIGH, _LOW, _LAST_LOW, _BASE = 0xD800, 0xDC00, 0xDFFF, 0x10000


def is_sms_backup(start: bytes) -> bool:
    """Say whether a text begins as messages that SMS Backup & Restore wrote.

    >>> is_sms_backup(b"<?xml version='1.0'?><!--x--><smses count='1'>"), is_sms_backup(b"<sms>")
    (True, False)
    """
    return _MESSAGES.match(start) is not None


def is_call_backup(start: bytes) -> bool:
    """Say whether a text begins as a call log that SMS Backup & Restore wrote.

    >>> is_call_backup(b"<calls count='1'>"), is_call_backup(b"<call>")
    (True, False)
    """
    return _CALLS.match(start) is not None


def read_sms_backup(data: bytes, where: str, limits: Limits, encoding: str = "") -> RecordList:
    """Return the messages of a backup.

    Args:
        data: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.
        encoding: The encoding that a person named; else what the file declares.

    Raises:
        FormatError: It is not well formed, or has a document type.
        LimitExceeded: It is deeper than is allowed.
    """
    nodes = elements(_with_letters(data), ("sms", "mms"), (), where, limits, encoding)
    return _records(nodes, RecordList(COLUMNS_OF_MESSAGES, limits))


def read_call_backup(data: bytes, where: str, limits: Limits, encoding: str = "") -> RecordList:
    """Return the calls of a backup; see :func:`read_sms_backup`."""
    nodes = elements(_with_letters(data), ("call",), (), where, limits, encoding)
    return _records(nodes, RecordList(COLUMNS_OF_CALLS, limits))


def _records(nodes: Iterable[tuple[str, XmlNode]], found: RecordList) -> RecordList:
    for place, (_, node) in enumerate(nodes, 1):
        shown = " ".join(f'{name}="{value}"' for name, value in node.attributes.items())[:_SHOWN]
        rows = list(_rows(node))
        if node.tag != "call" and _kind(node) in _NOT_SENT:
            found.skip(place, Message("message-not-sent"))
            continue
        if not any(row["number"] for row in rows):
            if _AND in node.attributes.get("address", ""):  # which of them sent it is not told
                found.refuse(place, "record", Message("message-names-no-sender"), shown)
            else:
                found.skip(place, Message("number-withheld"))
        for row in rows:
            if row["number"]:
                told = {"entry": str(place), "proof": "clue", **row}
                found.add(place, {name: told[name] for name in found.columns}, shown)
    return found


def _kind(node: XmlNode) -> str:
    return node.attributes.get("msg_box" if node.tag == "mms" else "type", "")


def _rows(node: XmlNode) -> Iterator[dict[str, str]]:
    """Yield what a message or a call says, once for each of the others."""
    named = node.attributes.items()
    told = {name: value for name, value in named if value != "null" or name == "body"}
    contact = told.get("contact_name", "")
    cells = {
        "time": told.get("date", ""),
        "direction": (_CALLED if node.tag == "call" else _WAYS).get(_kind(node), ""),
        "contact name": "" if contact in _NOBODY else contact,
        "text": told.get("body", ""),
        "subject": told.get("subject", "") or told.get("sub", ""),
        "attachment": "",
        "duration": told.get("duration", ""),
        "service center": told.get("service_center", ""),
        "sim": told.get("sub_id", "") or told.get("subscription_id", ""),
    }
    others = [told.get("address", "") or told.get("number", "")]
    if node.tag == "mms":
        parts = [part.attributes for part in node.all("parts/part")]
        texts = [part.get("text", "") for part in parts if part.get("ct") == _TEXT]
        files = [part.get("cl") or part.get("name") or part.get("ct", "") for part in parts
                 if part.get("ct") not in (_TEXT, _LAYOUT)]  # fmt: skip
        told_by = "\n".join(texts) or cells["subject"] or " ".join(files)
        cells |= {"text": told_by, "attachment": " ".join(files)}
        others = _others(node, others[0], cells["direction"])
    if len(others) > 1:
        cells["contact name"] = ""  # it names all of them together
    for other in others:
        yield {**cells, "number": "" if other in _NOBODY else other}


def _others(node: XmlNode, address: str, way: str) -> list[str]:
    """Return who sent a message that came, or everybody who got one that was sent."""
    named = [(one.attributes.get("type", ""), one.attributes.get("address", ""))
             for one in node.all("addrs/addr")]  # fmt: skip
    if way == "in":
        senders = [number for kind, number in named if kind == _FROM]
        return senders[:1] or ["" if _AND in address else address]
    return list(dict.fromkeys(filter(None, address.split(_AND)))) or [""]


def _with_letters(data: bytes) -> bytes:
    """Return a file in which each reference names a letter.

    The app writes a letter beyond the first 65,536 as two references to halves, which XML forbids,
    and control characters as they came.
    """

    def joined(match: re.Match[bytes]) -> bytes:
        high, low = int(match[1]), int(match[2])
        if not _LOW <= low <= _LAST_LOW:
            return match[0]
        return b"&#%d;" % (_BASE + ((high - _HIGH) << 10) + (low - _LOW))

    def allowed(match: re.Match[bytes]) -> bytes:
        code = int(match[1][1:], 16) if match[1][:1] in b"x" else int(match[1])
        odd = code < ord(" ") and code not in (9, 10, 13)
        return b"&#65533;" if odd or _HIGH <= code <= _LAST_LOW or code > 0x10FFFF else match[0]

    return _REFERENCE.sub(allowed, _PAIR.sub(joined, data))
