"""WhatsApp: the text that "Export chat" writes, each message with a stamp in front.

A stamp has no zone and, in most countries, no certain order of day and month: that is settled only
where some date of the file proves it, and a person's own layout says it otherwise. A message goes
on over the lines that have no stamp; its place is its first line. Form: as the apps for Android
(``date, time - name: text``) and iOS (``[date, time] name: text``) write it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.chats import COLUMNS, phone_of
from kg.sources.formats.dates import day_first, iso_date
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE, TITLE_LINE

PLATFORM = "WhatsApp"
_MARKS = "\u200e\u200f\ufeff\u202a\u202c"
_DATE = r"(?P<date>[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4})"
_CLOCK = (
    r"(?P<half>上午|下午|凌晨|早上|中午|晚上)?[ ]?(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2}))?(?:[ ]?(?P<late>[AaPp])\.?[ ]?[Mm]\.?)?"
)
_STAMP = re.compile(rf"{_DATE},?[ ]{{0,2}}{_CLOCK}")
_LINE = re.compile(
    r"(?:\[(?P<in>[^\]]{8,40})\] |(?P<before>[0-9][^-]{7,40}?) - )(?P<rest>.*)", re.DOTALL
)
_DASHED = re.compile(
    r"(?P<before>[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}[^-]{3,30}?) - (?P<rest>.*)", re.DOTALL
)
_NAMED = re.compile(r"(?P<sender>[^:\n]{1,120}?): ?(?P<text>.*)", re.DOTALL)
_BLANKS = str.maketrans({"\u202f": " ", "\u00a0": " "})
_OF_NAME = re.compile(
    r"(?:WhatsApp[ -]Chat (?:with|mit|avec|con|com|-) |Chat de WhatsApp con "
    r"|Conversa do WhatsApp com |Discussion WhatsApp avec |与)?(?P<name>.*?)"
    r"(?:的 ?WhatsApp ?(?:聊天|对话)(?:记录)?)?"
)
_TWO = 2


@dataclass(slots=True)
class _ChatLine:
    """A message while its lines are gathered."""

    place: int
    stamp: re.Match[str]
    lines: list[str]

    @property
    def date(self) -> str:
        return self.stamp["date"]

    def clock(self) -> str:
        parts = self.stamp
        late = f" {parts['late'].upper()}M" if parts["late"] else ""
        second = f":{parts['second']}" if parts["second"] else ""
        return f"{parts['half'] or ''}{int(parts['hour'])}:{parts['minute']}{second}{late}"


def read_whatsapp(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of a chat's text.

    Args:
        text: The whole file.
        where: What errors call it; the chat is named as the file is.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    messages: list[_ChatLine] = []
    for number, line in enumerate(lines_of(text), 1):
        begun = _begun(number, line)
        if begun:
            messages.append(begun)
        elif messages:
            messages[-1].lines.append(line)
        else:
            found.skip(number, TITLE_LINE if line.strip(_MARKS + " ") else BLANK_LINE)
    _write(found, messages, chat_name(where))
    return found


def chat_name(where: str) -> str:
    """Return the name of a chat: that of its file, or of the archive that it lies in.

    >>> chat_name("WhatsApp Chat with Anna.txt"), chat_name("WhatsApp Chat - 甲.zip#_chat.txt")
    ('Anna', '甲')
    """
    archive, _, member = where.partition("#")
    stem = (member or archive).rpartition("/")[2].rpartition(".")[0] or member or archive
    if member and stem == "_chat":
        stem = archive.rpartition(".")[0]
    match = _OF_NAME.fullmatch(stem)
    return (match["name"] if match else "") or stem


def _begun(number: int, line: str) -> _ChatLine | None:
    """Return the message that begins on a line, or None where none does."""
    bare = line.lstrip(_MARKS)
    match = _LINE.fullmatch(bare) or _DASHED.fullmatch(bare)
    if match is None:
        return None
    groups = match.groupdict()
    stamp = _STAMP.fullmatch((groups.get("in") or groups["before"]).translate(_BLANKS).strip(" ,"))
    return _ChatLine(number, stamp, [match["rest"]]) if stamp else None


def _write(found: RecordList, messages: list[_ChatLine], chat: str) -> None:
    order = day_first(said.date for said in messages)
    rows: list[tuple[_ChatLine, str, str]] = []
    for at, said in enumerate(messages):
        whole = "\n".join(said.lines).rstrip()
        match = _NAMED.fullmatch(whole)
        is_notice = at == 0 and match is not None and match["text"].startswith("\u200e")
        if match is None or is_notice:
            found.skip(said.place, Message("service-message"))
        else:
            rows.append((said, match["sender"].strip(_MARKS + " ~\u202f"), match["text"]))
    people = list(dict.fromkeys(sender for _, sender, _ in rows))
    if rows:
        found.warn(Message("stamps-without-zone"))
    if len(people) == _TWO:
        found.warn(Message("talk-of-two", one=people[0], other=people[1]))
    for said, sender, text in rows:
        other = next(p for p in people if p != sender) if len(people) == _TWO else ""
        phone, others = phone_of(sender), phone_of(other)
        cells = {
            "platform": PLATFORM, "chat": chat, "group": "" if other else chat,
            "sent": f"{iso_date(said.date, order)} {said.clock()}", "stamp": said.stamp[0],
            "sender": "" if phone else sender, "sender phone": phone,
            "receiver": "" if others else other, "receiver phone": others,
            "message number": str(said.place), "text": text.strip(_MARKS),
        }  # fmt: skip
        found.add(said.place, cells, f"{said.stamp[0]} {sender}: {text}")
