"""Telegram: the JSON that Telegram Desktop exports, of one chat or of all.

A message is a row; its place is its number in the file. Form: ``export_results`` of Telegram
Desktop (``output_json``): a chat has ``name``, ``type``, ``id`` and ``messages``; a whole account
has its chats in ``chats.list``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from kg.errors import FormatError, LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.chats import COLUMNS
from kg.sources.formats.records import RecordList
from kg.sources.record_lists import depth_of, json_fault

PLATFORM = "Telegram"
_TALKS = ("personal_chat", "bot_chat")
_ATTACHED = (
    "file",
    "photo",
    "file_name",
    "media_type",
    "contact_information",
    "location_information",
)
_CALL, _OF_CALL = "phone_call", ("duration_seconds", "discard_reason")
_LAST_SECOND = 253_402_300_799
_SHOWN = 2_000


_BEGINS = re.compile(rb'\{\s*"(?:about|name|personal_information|chats)"\s*:')
_OWN_LISTS = re.compile(rb'"(?:messages|chats|personal_information|contacts)"\s*:')


def is_telegram(start: bytes) -> bool:
    """Say whether a text begins as an export of Telegram Desktop.

    >>> is_telegram(b'{"name": "x", "type": "personal_chat", "messages": [')
    True
    >>> is_telegram(b'{"name": "x", "rows": [')
    False
    """
    return bool(_BEGINS.match(start) and _OWN_LISTS.search(start))


def read_telegram(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of every chat of an export.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or none of Telegram's.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    found = RecordList(COLUMNS, limits)
    document = _document(text, where, limits)
    chats = list(_chats(document, where))
    owner = document.get("personal_information")
    own = str(owner.get("user_id", "")) if isinstance(owner, dict) else ""
    place = 0
    for chat in chats:
        reader = _TelegramChat(chat, own)
        for item in chat["messages"]:
            place += 1
            reader.add(found, place, item)
    return found


def _document(text: str, where: str, limits: Limits) -> dict[str, Any]:
    try:
        document = json.loads(text, parse_float=str)
    except RecursionError as error:
        raise LimitExceeded(Message("nested-too-deep"), where=where) from error
    except ValueError as error:
        line = f" line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FormatError(
            Message("is-no-json", error=json_fault(error)), where=f"{where}{line}"
        ) from error
    if depth_of(document, limits.record_depth) > limits.record_depth:
        what = Message("deeper-than-record-depth", limit=limits.record_depth)
        raise LimitExceeded(what, where=where)
    if not isinstance(document, dict):
        raise FormatError(Message("is-no-telegram-export"), where=where)
    return document


def _chats(document: dict[str, Any], where: str) -> Iterator[dict[str, Any]]:
    lists = [document.get(name) for name in ("chats", "left_chats")]
    some = [part.get("list") for part in lists if isinstance(part, dict)]
    chats = [document] if "messages" in document else [c for part in some for c in part or ()]
    good = [c for c in chats if isinstance(c, dict) and isinstance(c.get("messages"), list)]
    if not chats or len(good) < len(chats):
        raise FormatError(Message("is-no-telegram-export"), where=where)
    yield from good


class _TelegramChat:
    """One chat: its name, and who is at the other end where only two talk."""

    def __init__(self, chat: dict[str, Any], own: str) -> None:
        self.name, self.number = _word(chat.get("name")), _word(chat.get("id"))
        self.is_talk = chat.get("type") in _TALKS
        self.own = (f"user{own}" if own else "", "")
        others = (
            (_word(one.get(f"{end}_id")), _word(one.get(end)))
            for one in chat["messages"]
            for end in ("from", "actor")
            if isinstance(one, dict) and one.get(f"{end}_id")
        )
        if self.is_talk:
            theirs = f"user{self.number}"
            self.own = next((other for other in others if other[0] != theirs), self.own)

    def add(self, found: RecordList, place: int, item: Any) -> None:
        """Add a message; what the program says of the chat itself is skipped."""
        shown = json.dumps(item, ensure_ascii=False)[:_SHOWN]
        if not isinstance(item, dict):
            found.refuse(place, "record", Message("neither-object-nor-text"), shown)
            return
        is_call = item.get("action") == _CALL and bool(_word(item.get("actor_id")))
        if item.get("type") == "service" and not is_call:
            found.skip(place, Message("service-message"))
            return
        end = "actor" if is_call else "from"
        sender = _word(item.get(f"{end}_id")), _word(item.get(end))
        theirs = f"user{self.number}"
        receiver = ("", "")
        if self.is_talk:
            receiver = self.own if sender[0] == theirs else (theirs, self.name)
        stamp = _word(item.get("date"))
        sent = _moment(item.get("date_unixtime")) or stamp
        if sent == stamp:
            found.warn(Message("stamps-without-zone"))
        attached = [_word(item[name]) for name in _ATTACHED if item.get(name)]
        if is_call:  # in the words of the export: what a call was, it says by no text
            attached = [_CALL, *(f"{n}={_word(item[n])}" for n in _OF_CALL if item.get(n))]
        group = ("", "") if any(receiver) else (self.number, self.name)
        cells = {
            "platform": PLATFORM, "chat": self.name, "chat number": self.number,
            "group": group[1], "group number": group[0], "sent": sent, "stamp": stamp,
            "sender": sender[1], "sender number": sender[0], "receiver": receiver[1],
            "receiver number": receiver[0], "message number": _word(item.get("id")),
            "text": text_of(item.get("text")), "attachment": " ".join(attached),
            "reply to": _word(item.get("reply_to_message_id")),
        }  # fmt: skip
        found.add(place, cells, shown)


def text_of(written: Any) -> str:
    """Return the text of a message: one text, or pieces of which some have a form.

    >>> text_of(["see ", {"type": "link", "text": "x.example"}])
    'see x.example'
    """
    pieces = written if isinstance(written, list) else [written]
    return "".join(_word(p.get("text")) if isinstance(p, dict) else _word(p) for p in pieces)


def _word(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(seconds: Any) -> str:
    """Return a time that is counted in seconds, as ISO 8601 writes it."""
    text = _word(seconds)
    if not (text.isascii() and text.isdigit()) or int(text[:13]) > _LAST_SECOND:
        return ""
    return f"{datetime.fromtimestamp(int(text), UTC):%Y-%m-%d %H:%M:%S}+00:00"
