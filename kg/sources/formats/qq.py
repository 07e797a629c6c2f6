"""QQ: the text that the message manager of the desktop client exports, of one chat or of all.

Each chat begins with the group of contacts that it is in (``消息分组``) and its own name
(``消息对象``). A message has a line with its time and who sent it, in a group with the number or
the mail address of that account behind the name; its text is on the lines below. Its place is its
first line. Times have no zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.chats import COLUMNS
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE, TITLE_LINE

PLATFORM = "QQ"
_STAMP = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}:[0-9]{2}(?: [AP]M)?"
_ACCOUNT = r"\((?P<number>[0-9]{4,12})\)|<(?P<mail>[^<>\s]{1,80}@[^<>\s]{1,80})>"
_HEAD = re.compile(
    rf"(?P<stamp>{_STAMP})(?: (?:【[^】]{{1,30}}】)?(?P<name>.{{0,120}}?)(?:{_ACCOUNT})?)?\s*"
)
_TITLE = "消息记录（此消息记录为文本格式"
_FOLDER, _CHAT = re.compile(r"消息分组[:：](.*)"), re.compile(r"消息对象[:：](.*)")
_RULE = re.compile(r"={20,}")
_NAMED = r"(?:\([0-9]{4,12}\)|<[^<>\s]{1,80}@[^<>\s]{1,80}>)"
_BEGINS = re.compile(rf"{_TITLE}|{_STAMP} [^\n]{{0,160}}{_NAMED}\s*\n")
_SYSTEM = ("10000", "1000000")
"""The numbers by which QQ itself speaks: who came, who left."""
_TWO, _TITLE_LINES = 2, 4


def is_qq(start: bytes) -> bool:
    r"""Say whether a text begins as an export of QQ.

    >>> is_qq("2024-03-01 9:11:12 甲(12345)\nhi".encode()), is_qq(b"2024-03-01 09:11:12 ERROR x")
    (True, False)
    """
    return _BEGINS.match(start[:1_000].decode("utf-8", "replace")) is not None


@dataclass(slots=True)
class _QqMessage:
    """A message while its lines are gathered."""

    place: int
    head: re.Match[str]
    lines: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return (self.head["name"] or "").strip()

    @property
    def account(self) -> str:
        return self.head["number"] or self.head["mail"] or ""

    def text(self) -> str:
        return "\n".join(self.lines).strip("\n")


@dataclass(slots=True)
class _QqChat:
    """A chat: its name, and its lines with their numbers."""

    name: str
    lines: list[tuple[int, str]] = field(default_factory=list)

    def heads(self) -> dict[int, re.Match[str]]:
        """Return the lines that begin a message, by number.

        In a group's chat each names an account, so a line that only looks like one is text; in a
        talk of two, where none does, such a line stands behind an empty one.
        """
        found, before = dict[int, re.Match[str]](), ""
        loose = dict[int, re.Match[str]]()
        for number, line in self.lines:
            if head := _HEAD.fullmatch(line.strip("\ufeff ")):
                if head["number"] or head["mail"]:
                    found[number] = head
                elif not before.strip():
                    loose[number] = head
            before = line
        return found or loose


def read_qq(text: str, where: str, limits: Limits) -> RecordList:
    """Return the messages of every chat of an export.

    Args:
        text: The whole file.
        where: What errors call it; a chat without a name is named as the file is.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    named = where.rpartition("#")[2].rpartition("/")[2]
    chats = [_QqChat(named.rpartition(".")[0] or named)]
    titled = True  # whether all since the last message is what stands above a chat
    lines = [line.rstrip("\r") for line in lines_of(text)]
    for number, line in enumerate(lines, 1):
        bare = line.strip("\ufeff ")
        begins = bare.startswith(_TITLE)
        of_title = begins or _RULE.fullmatch(bare) or _FOLDER.fullmatch(bare)
        if of_title and not titled:
            titled = begins or _is_title(lines[number - 1 : number + _TITLE_LINES])
        if titled and (of_title or _CHAT.fullmatch(bare)):
            found.skip(number, TITLE_LINE)
            if match := _CHAT.fullmatch(bare):
                chats.append(_QqChat(match[1].strip() or chats[0].name))
        else:
            titled = titled and not bare
            chats[-1].lines.append((number, line))
    if any(chat.heads() for chat in chats):
        found.warn(Message("stamps-without-zone"))
    for chat in chats:
        _write(found, chat)
    return found


def _is_title(lines: list[str]) -> bool:
    """Say whether a rule or a name of a group of contacts begins what stands above a chat."""
    return any(_CHAT.fullmatch(line.strip()) for line in lines)


def _write(found: RecordList, chat: _QqChat) -> None:
    heads, messages = chat.heads(), list[_QqMessage]()
    for number, line in chat.lines:
        if head := heads.get(number):
            messages.append(_QqMessage(number, head))
        elif messages:
            messages[-1].lines.append(line)
        else:
            found.skip(number, TITLE_LINE if line.strip() else BLANK_LINE)
    group = any(one.account for one in messages)
    people = [] if group else _talkers(chat.name, (one.name for one in messages))
    if len(people) == _TWO:
        found.warn(Message("talk-of-two", one=people[0], other=people[1]))
    for message in messages:
        if message.account in _SYSTEM:
            found.skip(message.place, Message("service-message"))
            continue
        told = f"{message.head[0]}\n{message.text()}"
        if not message.name and not message.account:
            found.refuse(message.place, "record", Message("message-names-no-sender"), told)
            continue
        other = next((name for name in people if name != message.name), "")
        cells = {
            "platform": PLATFORM, "chat": chat.name, "group": "" if other else chat.name,
            "sent": message.head["stamp"], "stamp": message.head["stamp"], "sender": message.name,
            "sender number": message.account, "receiver": other,
            "message number": str(message.place), "text": message.text(),
        }  # fmt: skip
        found.add(message.place, cells, told)


def _talkers(chat: str, names: Iterable[str]) -> list[str]:
    """Return the two who talk: those who wrote, and where one did, whom the chat is with."""
    people = list(dict.fromkeys(filter(None, names)))
    if len(people) == 1 and chat != people[0]:
        people.append(chat)
    return people if len(people) == _TWO else []
