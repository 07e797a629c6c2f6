"""LINE: the text of one chat that the app saves, a day on a line of its own, then its messages.

A message is its time of day, who sent it and its text, with tabs between; the text goes on over
lines that have no time, in double quotes. In which order day and month of an English export stand
its weekday proves. What has no sender the app says itself. A talk with one is called otherwise than
a group. Times have no zone. Form: as the exports in English, Japanese and both Chinese are read by
the public parsers of LINE's text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.chats import COLUMNS, clock_of
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE, TITLE_LINE

PLATFORM = "LINE"
_BEGINS = re.compile(
    r"\[LINE\] ?[^\n]{1,300}\n"
    r"(?:Saved on|保存日時|保存日期|储存日期|儲存日期|保存時間)[^\n]{0,3}[:：]"
)
_TALKS = (
    re.compile(r"\[LINE\] ?Chat history with (?P<name>.+)"),
    re.compile(r"\[LINE\] ?(?P<name>.+)とのトーク履歴"),
    re.compile(r"\[LINE\] ?(?:与|與)(?P<name>.+?)的聊天(?:记录|記錄|紀錄)"),
)
_GROUPS = (
    re.compile(r"\[LINE\] ?Chat history in (?P<name>.+)"),
    re.compile(r"\[LINE\] ?(?P<name>.+)のトーク履歴"),
    re.compile(r"\[LINE\] ?(?P<name>.+?)的聊天(?:记录|記錄|紀錄)"),
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})[./](?P<month>[0-9]{1,2})[./](?P<day>[0-9]{1,2})[ ]?"
    r"(?:[(（][^()（）]{1,12}[)）]|[A-Z][a-z]{2,8}|星期.|.曜日)"
)
_WEEKDAY_FIRST = re.compile(
    r"(?P<weekday>[A-Z][a-z]{2}), (?P<one>[0-9]{1,2})/(?P<two>[0-9]{1,2})/(?P<year>[0-9]{4})"
)
_MESSAGE = re.compile(
    r"(?P<half>上午|下午|午前|午後)?[ ]?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})[ ]?"
    r"(?P<late>[AaPp][Mm])?\t(?P<rest>.*)"
)


def is_line(start: bytes) -> bool:
    r"""Say whether a text begins as a chat that LINE saved.

    >>> is_line(b"[LINE] Chat history with Bob\nSaved on: 2023/04/03 09:11\n"), is_line(b"[LINE] x")
    (True, False)
    """
    return _BEGINS.match(start[:2_000].decode("utf-8", "replace")) is not None


def read_line(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of a chat.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    reader = _LineChat(found)
    for number, line in enumerate(lines_of(text), 1):
        reader.take(number, line)
    reader.write()
    return found


@dataclass(slots=True)
class _LineMessage:
    """A message while its lines are gathered."""

    place: int
    stamp: str
    sender: str
    lines: list[str]

    def text(self) -> str:
        """Return the text without the quotes that hold several lines together."""
        whole = "\n".join(self.lines).rstrip("\n")
        if "\n" in whole and whole.startswith('"') and whole.endswith('"'):
            return whole[1:-1].replace('""', '"')
        return whole


@dataclass(slots=True)
class _LineChat:
    found: RecordList
    title: str = ""
    day: str = ""
    messages: list[_LineMessage] = field(default_factory=list)
    open_: bool = False
    """Whether a line without a time goes on with a message; else the app said what was before."""

    def take(self, number: int, line: str) -> None:
        """Take a line: a title, a day, a message or more of one."""
        if not self.title and line.startswith("[LINE]"):
            self.title = line.strip()
            self.found.skip(number, TITLE_LINE)
            return
        if day := _day_of(line.strip()):
            self.day, self.open_ = day, False
            self.found.skip(number, TITLE_LINE)
        elif match := _MESSAGE.fullmatch(line):
            self._begin(number, line, match)
        elif self.open_:
            self.messages[-1].lines.append(line)
        else:
            self.found.skip(number, TITLE_LINE if line.strip() else BLANK_LINE)

    def _begin(self, number: int, line: str, match: re.Match[str]) -> None:
        sender, tab, text = match["rest"].partition("\t")
        clock = clock_of(match["hour"], match["minute"], match["half"] or match["late"] or "")
        self.open_ = bool(tab and sender and self.day and clock)
        if self.open_:
            stamp = f"{self.day} {clock}"
            self.messages.append(_LineMessage(number, stamp, sender.strip(), [text]))
        elif not (tab and sender):
            self.found.skip(number, Message("service-message"))
        else:
            self.found.refuse(number, "record", Message("message-without-day"), line)

    def write(self) -> None:
        """Write the messages, now that all who talk are known."""
        talk = next((m["name"] for one in _TALKS if (m := one.fullmatch(self.title))), "")
        group = next((m["name"] for one in _GROUPS if (m := one.fullmatch(self.title))), "")
        people = list(dict.fromkeys(one.sender for one in self.messages))
        own = [name for name in people if name != talk]
        is_talk = bool(talk) and len(own) <= 1
        chat = talk or group or self.title
        if self.messages:
            self.found.warn(Message("stamps-without-zone"))
        for message in self.messages:
            other = (own[0] if own else "") if message.sender == talk else talk
            cells = {
                "platform": PLATFORM, "chat": chat, "group": "" if is_talk and other else chat,
                "sent": message.stamp, "stamp": message.stamp, "sender": message.sender,
                "receiver": other if is_talk else "", "message number": str(message.place),
                "text": message.text(),
            }  # fmt: skip
            self.found.add(
                message.place, cells, f"{message.stamp}\t{message.sender}\t{message.text()}"
            )


def _day_of(line: str) -> str:
    """Return the day that a line names, or nothing.

    >>> _day_of("2023/04/03(月)"), _day_of("Mon, 04/03/2023"), _day_of("Mon, 03/04/2023")
    ('2023-04-03', '2023-04-03', '2023-04-03')
    """
    if match := _YEAR_FIRST.fullmatch(line):
        return _iso(int(match["year"]), int(match["month"]), int(match["day"]))
    if match := _WEEKDAY_FIRST.fullmatch(line):
        year, one, two = int(match["year"]), int(match["one"]), int(match["two"])
        for month, day in ((one, two), (two, one)):
            told = _iso(year, month, day)
            wanted = match["weekday"].casefold()
            if told and _DAYS[date.fromisoformat(told).weekday()] == wanted:
                return told
    return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
