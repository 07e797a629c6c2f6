"""vCard 2.1, 3.0 and 4.0: the contacts of a telephone or a mailbox.

A row is a number or an address of a card, at its line; a card without either is a row too. That a
book calls a number by a name is a clue, not a fact. Sources: RFC 6350, RFC 2426, vCard 2.1.

vobject (Apache-2.0) was looked at: it reads the same lines, needs pytz and dateutil, and leaves out
what it cannot read.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.records import RecordList, lines_of
from kg.sources.tables import BLANK_LINE, TITLE_LINE

COLUMNS = (
    "card", "name", "nickname", "phone", "email", "use", "organisation", "title", "birthday",
    "address", "note", "account", "proof",
)  # fmt: skip
_LINE = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]{1,60})"
    r"(?P<parameters>(?:;(?:[^:\"]|\"[^\"]*\")*)?):(?P<value>.*)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ONE = {"NICKNAME": "nickname", "TITLE": "title", "BDAY": "birthday", "NOTE": "note"}
_PARTS = {"ORG": "organisation", "ADR": "address"}
_ACCOUNTS = ("IMPP", "X-WECHAT", "X-QQ", "X-TELEGRAM", "X-SOCIALPROFILE", "X-SKYPE")
_DROPPED = ("PHOTO", "LOGO", "SOUND", "KEY")
CLUE = "clue"


@dataclass(frozen=True, slots=True)
class _CardLine:
    """A property of a card: its line, its name, its parameters in capitals, its value."""

    line: int
    name: str
    parameters: str
    value: str

    def text(self) -> str:
        """Return the value unescaped."""
        return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], self.value).strip()

    def parts(self) -> str:
        """Return a value of several parts as one text."""
        parts = re.split(r"(?<!\\);", self.value)
        return " ".join(filter(None, (_ESCAPE.sub(r"\1", part).strip() for part in parts)))


def read_vcard(text: str, where: str, limits: Limits) -> RecordList:
    """Return the numbers and addresses of every card.

    Args:
        text: The whole file.
        where: What errors call it.
        limits: The largest sizes that are read.
    """
    found = RecordList(COLUMNS, limits)
    card: list[_CardLine] | None = None
    begun, count = 0, 0
    for number, line in _unfolded(text):
        upper = line.strip().upper()
        if upper == "BEGIN:VCARD":
            if card is not None:
                found.refuse(begun, "record", Message("card-breaks-off"), _shown(card))
            card, begun, count = [], number, count + 1
        elif card is None:
            found.skip(number, TITLE_LINE if line.strip() else BLANK_LINE)
        elif upper == "END:VCARD":
            _add(found, begun, count, card)
            card = None
        elif match := _LINE.fullmatch(line):
            card.append(_property(number, match))
        elif line.strip():
            found.refuse(number, "record", Message("no-line-of-a-card"), line)
    if card is not None:
        found.refuse(begun, "record", Message("card-breaks-off"), _shown(card))
    return found


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield each line with its number, joined with those that only go on from it."""
    number, parts, soft = 0, list[str](), False
    for at, line in enumerate(lines_of(text), 1):
        if parts and soft:
            parts.append(line)
        elif parts and line[:1] in (" ", "\t") and line.strip():
            parts.append(line[1:])
        else:
            if parts:
                yield number, "".join(parts)
            number, parts = at, [line]
        head = parts[0].partition(":")[0].upper()
        soft = "QUOTED-PRINTABLE" in head and line.endswith("=")
        if soft:
            parts[-1] = (
                line[:-1] if len(parts) == 1 or not line[:1].isspace() else line.strip()[:-1]
            )
    if parts:
        yield number, "".join(parts)


def _property(number: int, match: re.Match[str]) -> _CardLine:
    parameters, value = match["parameters"].upper(), match["value"]
    if "QUOTED-PRINTABLE" in parameters:
        named = re.search(r"CHARSET=\"?([A-Z0-9_-]{1,40})", parameters)
        value = _decoded(quopri.decodestring(value.encode()), named[1] if named else "utf-8")
    return _CardLine(number, match["name"].upper(), parameters, value)


def _decoded(data: bytes, charset: str) -> str:
    try:
        codec = codecs.lookup(charset)
    except LookupError:
        codec = codecs.lookup("utf-8")
    try:
        return data.decode(codec.name)
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "replace")


def _add(found: RecordList, begun: int, number: int, card: list[_CardLine]) -> None:
    common: dict[str, str] = {"card": str(number), "proof": CLUE}
    for one in card:
        if one.name in _ONE:
            common.setdefault(_ONE[one.name], one.text())
        elif one.name in _PARTS:
            common.setdefault(_PARTS[one.name], one.parts())
        elif one.name in _ACCOUNTS and (text := one.text()):
            common["account"] = " ".join(filter(None, (common.get("account"), text)))
    common["name"] = _name(card) or common.get("organisation", "")
    if not common["name"]:
        found.refuse(begun, "missing", Message("card-without-name"), _shown(card))
        return
    told = [one for one in card if one.name in ("TEL", "EMAIL") and one.text()]
    for one in told:
        column = "phone" if one.name == "TEL" else "email"
        value = re.sub(r"^(?:tel|mailto):", "", one.text(), flags=re.IGNORECASE)
        kinds = re.findall(r"(?:TYPE=|;)([A-Z,\"-]+)(?=;|$)", one.parameters)
        use = " ".join(kind.strip('"').lower() for kind in kinds if "=" not in kind)
        found.add(one.line, {**common, column: value, "use": use}, _shown(card))
    if not told:
        found.add(begun, common, _shown(card))


def _name(card: list[_CardLine]) -> str:
    formatted = next((one.text() for one in card if one.name == "FN" and one.text()), "")
    if formatted:
        return formatted
    parts = next((re.split(r"(?<!\\);", one.value) for one in card if one.name == "N"), [])
    family, given, more, *_ = [*(_ESCAPE.sub(r"\1", part).strip() for part in parts), "", "", ""]
    if re.search("[\u4e00-\u9fff]", family + given):
        return family + more + given
    return " ".join(filter(None, (given, more, family)))


def _shown(card: list[_CardLine]) -> str:
    return "\n".join(f"{one.name}:{one.value}" for one in card if one.name not in _DROPPED)
