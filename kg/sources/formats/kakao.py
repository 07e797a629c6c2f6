"""KakaoTalk: the text of one chat, as the programs for computers and for telephones save it.

On a computer each day stands on a line of its own, and a message is its sender and its time of day
in brackets; on a telephone the day and the time stand before each message. A message goes on over
the lines that begin none. Who came and who left the app says itself. Times have no zone. Form: as
the exports in Korean, and in English of a computer, are read by the public parsers of them.
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

PLATFORM = "KakaoTalk"
_TITLE = re.compile(
    r"(?P<korean>[^\n]{1,200}?)(?: (?P<count>[0-9]{1,5}))?(?: 님과)? 카카오톡 대화"
    r"|(?:KakaoTalk Chats? with|Chat with) (?P<english>[^\n]{1,200})"
    r"|(?P<owner>[^\n]{1,200}) with KakaoTalk Chats"
)
_SAVED = re.compile(r"(?:저장한 날짜|Date Saved) ?:[^\n]*")
_CLOCK = r"(?P<half>오전|오후)?[ ]?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?:[ ](?P<late>[AP]M))?"
_RULED = re.compile(r"-{5,} (?P<day>[^-]{6,60}) -{5,}")
_KOREAN_DAY = re.compile(
    r"(?P<year>[0-9]{4})[년.][ ]?(?P<month>[0-9]{1,2})[월.][ ]?(?P<day>[0-9]{1,2})[일.]"
    r"(?: .요일)?(?: (?:오전|오후) [0-9]{1,2}:[0-9]{2})?"
)
_ENGLISH_DAY = re.compile(
    r"[A-Z][a-z]+day, (?P<name>[A-Z][a-z]{2,8}) (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BRACKETS = re.compile(rf"\[(?P<sender>[^\n]{{1,120}}?)\] \[{_CLOCK}\] ?(?P<text>.*)")
_STAMPED = re.compile(
    r"(?P<date>[0-9]{4}[년.][ ]?[0-9]{1,2}[월.][ ]?[0-9]{1,2}[일.]) "
    rf"{_CLOCK}, (?P<sender>[^\n]{{1,120}}?) : (?P<text>.*)"
)
_NOTICE = re.compile(
    r"(?:[0-9]{4}[년.][^,\n]{5,40}, )?[^\n]{1,120}님(?:이|을|을 )?[^\n]{0,80}"
    r"(?:들어왔습니다|나갔습니다|내보냈습니다|초대했습니다|초대하였습니다)\.?"
)


def is_kakao(start: bytes) -> bool:
    r"""Say whether a text begins as a chat that KakaoTalk saved.

    >>> is_kakao("Bob 님과 카카오톡 대화\n저장한 날짜 : 2023-04-03 09:11:12\n".encode())
    True
    >>> is_kakao(b"Chat with Bob\nhello\n")
    False
    """
    first, _, rest = start[:3_000].decode("utf-8", "replace").partition("\n")
    return bool(_TITLE.fullmatch(first.strip()) and _SAVED.match(rest))


def read_kakao(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of a chat.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    reader = _KakaoChat(found)
    for number, line in enumerate(lines_of(text), 1):
        reader.take(number, line)
    reader.write()
    return found


@dataclass(slots=True)
class _KakaoMessage:
    """A message while its lines are gathered."""

    place: int
    stamp: str
    sender: str
    lines: list[str]


@dataclass(slots=True)
class _KakaoChat:
    found: RecordList
    title: re.Match[str] | None = None
    day: str = ""
    messages: list[_KakaoMessage] = field(default_factory=list)
    open_: bool = False
    """Whether a line that begins nothing goes on with a message."""

    def take(self, number: int, line: str) -> None:
        """Take a line: the title, a day, a message, a notice, or more of a message."""
        bare = line.strip()
        ruled = _RULED.fullmatch(bare)
        if self.title is None and (title := _TITLE.fullmatch(bare)):
            self.title = title
            self.found.skip(number, TITLE_LINE)
        elif day := _day_of(ruled["day"] if ruled else bare):
            self.day, self.open_ = day, False
            self.found.skip(number, TITLE_LINE)
        elif match := _STAMPED.fullmatch(line) or _BRACKETS.fullmatch(line):
            self._begin(number, line, match)
        elif _NOTICE.fullmatch(bare):
            self.open_ = False
            self.found.skip(number, Message("service-message"))
        elif self.open_:
            self.messages[-1].lines.append(line)
        else:
            self.found.skip(number, TITLE_LINE if bare else BLANK_LINE)

    def _begin(self, number: int, line: str, match: re.Match[str]) -> None:
        own = match.groupdict().get("date")
        day = _day_of(own) if own else self.day
        clock = clock_of(match["hour"], match["minute"], match["half"] or match["late"] or "")
        self.open_ = bool(day and clock)
        if self.open_:
            sender = match["sender"].strip()
            self.messages.append(_KakaoMessage(number, f"{day} {clock}", sender, [match["text"]]))
        else:
            self.found.refuse(number, "record", Message("message-without-day"), line)

    def write(self) -> None:
        """Write the messages, now that all who talk are known."""
        named = self.title.groupdict() if self.title else {}
        chat = named.get("korean") or named.get("english") or named.get("owner") or ""
        people = list(dict.fromkeys(one.sender for one in self.messages))
        own = [name for name in people if name != chat]
        is_talk = bool(chat) and not named.get("count") and len(own) == 1
        if self.messages:
            self.found.warn(Message("stamps-without-zone"))
        for message in self.messages:
            text = "\n".join(message.lines).rstrip("\n")
            other = "" if not is_talk else own[0] if message.sender == chat else chat
            cells = {
                "platform": PLATFORM, "chat": chat, "group": "" if other else chat,
                "sent": message.stamp, "stamp": message.stamp, "sender": message.sender,
                "receiver": other, "message number": str(message.place), "text": text,
            }  # fmt: skip
            self.found.add(message.place, cells, f"[{message.sender}] [{message.stamp}] {text}")


def _day_of(text: str) -> str:
    """Return the day that a text is, or nothing.

    >>> _day_of("2023년 4월 3일 월요일"), _day_of("Thursday, December 31, 2020"), _day_of("2023")
    ('2023-04-03', '2020-12-31', '')
    """
    if match := _KOREAN_DAY.fullmatch(text):
        month = int(match["month"])
    elif (match := _ENGLISH_DAY.fullmatch(text)) and match["name"][:3] in _MONTHS:
        month = _MONTHS.index(match["name"][:3]) + 1
    else:
        return ""
    try:
        return date(int(match["year"]), month, int(match["day"])).isoformat()
    except ValueError:
        return ""
