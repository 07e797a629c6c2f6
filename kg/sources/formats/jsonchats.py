"""Facebook, Instagram and Discord: one chat of JSON, with whoever talks and the messages.

Meta's exports (Facebook and Instagram write the same) name people by what they call themselves and
number no message; each byte of their UTF-8 stands as a letter of Latin-1, which is undone. Discord
is what DiscordChatExporter writes, with numbers for accounts, channels and messages.

Source: "Download your information" of Facebook and Instagram (``message_1.json``), and
https://github.com/Tyrrrz/DiscordChatExporter (JsonMessageWriter).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kg.errors import FormatError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.chats import COLUMNS
from kg.sources.formats.json_text import parse_json, written
from kg.sources.formats.records import RecordList

FACEBOOK, DISCORD = "Facebook/Instagram", "Discord"
_META = re.compile(rb'\{\s*"(?:participants|messages)"\s*:\s*\[')
_META_MESSAGE = re.compile(rb'"(?:sender_name|timestamp_ms)"\s*:')
_DISCORD = re.compile(rb'\{\s*"guild"\s*:\s*\{')
_META_ATTACHED = ("photos", "videos", "audio_files", "files", "gifs")
_TALKED = ("Default", "Reply", "Call", "20", "ChatInputCommand")
"""Sorts of Discord's messages in which somebody says or does something to another."""
_ALONE = "DirectTextChat"
_TWO = 2
_LAST_MILLISECOND = 253_402_300_799_999
_SHOWN = 2_000


def is_facebook(start: bytes) -> bool:
    """Say whether a text begins as a chat of Meta's exports.

    >>> is_facebook(b'{"participants": [{"name": "x"}], "messages": [{"sender_name": "x"')
    True
    >>> is_facebook(b'{"messages": [{"from": "x"')
    False
    """
    return bool(_META.match(start) and _META_MESSAGE.search(start))


def is_discord(start: bytes) -> bool:
    """Say whether a text begins as a chat of DiscordChatExporter.

    >>> is_discord(b'{"guild": {"id": "1"}, "channel": {"id": "2"')
    True
    """
    return bool(_DISCORD.match(start) and re.search(rb'"channel"\s*:\s*\{', start))


def read_facebook(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of a chat of Facebook or Instagram.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.

    Raises:
        FormatError: It is no JSON, or has no list of messages.
        LimitExceeded: It is deeper than ``record_depth``.
    """
    document = _document(text, where, limits, FACEBOOK)
    listed = document.get("participants")
    people = [_said(one, "name") for one in listed] if isinstance(listed, list) else []
    title = mended(_said(document, "title"))
    thread = mended(_said(document, "thread_path"))
    found = RecordList(COLUMNS, limits)
    for place, item in enumerate(document["messages"], 1):
        if not isinstance(item, dict):
            _refuse(found, place, item)
            continue
        sender = _said(item, "sender_name")
        others = [name for name in people if name != sender]
        is_talk = len(people) == _TWO and len(others) == 1
        # the number of a message counts in its file, so no number of the chat may go with it
        cells = {
            "platform": FACEBOOK, "chat": title,
            "group": "" if is_talk else title, "group number": "" if is_talk else thread,
            "sent": _moment(_said(item, "timestamp_ms")), "stamp": _said(item, "timestamp_ms"),
            "sender": mended(sender), "receiver": mended(others[0]) if is_talk else "",
            "message number": str(place), "text": mended(_said(item, "content")),
            "attachment": mended(" ".join(_meta_attached(item))),
        }  # fmt: skip
        found.add(place, cells, written(item)[:_SHOWN])
    return found


def read_discord(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of a chat of DiscordChatExporter; as :func:`read_facebook`."""
    document = _document(text, where, limits, DISCORD)
    channel = document.get("channel")
    name, number = _said(channel, "name"), _said(channel, "id")
    authors = {
        _said(author, "id"): _called(author)
        for item in document["messages"]
        if isinstance(item, dict) and (author := item.get("author"))
    }
    is_talk = _said(channel, "type") == _ALONE
    found = RecordList(COLUMNS, limits)
    for place, item in enumerate(document["messages"], 1):
        if not isinstance(item, dict):
            _refuse(found, place, item)
            continue
        if _said(item, "type") not in _TALKED:
            found.skip(place, Message("service-message"))
            continue
        author = item.get("author")
        sender = _said(author, "id")
        receiver = ("", "")
        if is_talk:
            others = (one for one in authors.items() if one[0] != sender)
            receiver = next(others, ("", name))
        cells = {
            "platform": DISCORD, "chat": name, "chat number": number,
            "group": "" if is_talk else name, "group number": "" if is_talk else number,
            "sent": _said(item, "timestamp"), "stamp": _said(item, "timestamp"),
            "sender": _called(author), "sender number": sender, "receiver": receiver[1],
            "receiver number": receiver[0], "message number": _said(item, "id"),
            "text": _said(item, "content"),
            "attachment": " ".join(_listed(item, "attachments", "url")),
            "reply to": _said(item.get("reference"), "messageId"),
        }  # fmt: skip
        found.add(place, cells, written(item)[:_SHOWN])
    return found


def mended(text: str) -> str:
    r"""Return a text of which each byte of UTF-8 stood as a letter; any other as it stands.

    >>> mended("Andr\u00c3\u00a9"), mended("Andr\u00e9"), mended("\u7532")
    ('André', 'André', '甲')
    """
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _document(text: str, where: str, limits: Limits, platform: str) -> dict[str, Any]:
    document = parse_json(text, where, limits)
    if not isinstance(document, dict) or not isinstance(document.get("messages"), list):
        raise FormatError(Message("is-no-chat-export", platform=platform), where=where)
    return document


def _refuse(found: RecordList, place: int, item: object) -> None:
    found.refuse(place, "record", Message("neither-object-nor-text"), written(item)[:_SHOWN])


def _said(item: Any, name: str) -> str:
    return written(item.get(name)) if isinstance(item, Mapping) else ""


def _called(author: Any) -> str:
    return _said(author, "nickname") or _said(author, "name")


def _listed(item: Mapping[str, Any], name: str, part: str) -> list[str]:
    several = item.get(name)
    return [_said(one, part) for one in several] if isinstance(several, list) else []


def _meta_attached(item: Mapping[str, Any]) -> list[str]:
    """Return what a message has besides its words: files, links, how long a call was."""
    found = [uri for name in _META_ATTACHED for uri in _listed(item, name, "uri")]
    found += [_said(item.get("share"), "link"), _said(item.get("sticker"), "uri")]
    if seconds := _said(item, "call_duration"):
        found.append(f"call_duration={seconds}")
    return list(filter(None, found))


def _moment(milliseconds: str) -> str:
    """Return a time that is counted in milliseconds, as ISO 8601 writes it."""
    if not (milliseconds.isascii() and milliseconds.isdigit()) or (
        int(milliseconds[:16]) > _LAST_MILLISECOND
    ):
        return ""
    at = datetime.fromtimestamp(int(milliseconds) // 1000, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S}.{int(milliseconds) % 1000:03d}+00:00"
