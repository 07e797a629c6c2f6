"""Where a fact is written, without the names that people give to files and sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from kg.masking.numbering import PLACE, Item, Numbering
from kg.messages import Message
from kg.model import Evidence, Source

_SOURCE, _FILE, _SHEET = "masked-source", "masked-file", "masked-sheet"
"""The ids of what a file, a member of it and a sheet are called."""

_IN_MEMBER = re.compile(r"(?P<member>.*)(?P<mark>[!#])(?P<place>(?:line )?[0-9]+)", re.DOTALL)
_PLAIN = re.compile(r"line [0-9]+|p\.[0-9]+(?: @[0-9]+-[0-9]+)?|[0-9]+(?: payments)?")
_NAMELESS = re.compile(r"(?:Sheet|工作表|表)[0-9]*")
_SUFFIXES = re.compile(r"(?:\.[0-9A-Za-z]{1,5}){1,2}")


class Places:
    """Says files by their number in the case, and their members by a number in the file."""

    def __init__(self, numbering: Numbering, lang: str = "zh") -> None:
        self._lang = lang
        self._numbering = numbering
        self._files: dict[str, str] = {}

    def add_source(self, source: Source) -> None:
        """Call a file by its number in the case, or by the next one."""
        number = source.number or len(self._files) + 1
        self._files.setdefault(source.sha256, self._say(_SOURCE, number, _suffix(source.name)))

    def knows(self, sha256: str) -> bool:
        """Say whether this hash is that of a file, not a transaction on a chain."""
        return sha256 in self._files

    def file(self, sha256: str) -> str:
        """Return what the file is called in this export."""
        return self._files.setdefault(sha256, self._say(_SOURCE, len(self._files) + 1))

    def locator(self, sha256: str, locator: str) -> str:
        """Return the place with sheet and member named by number; an odd one is left out."""
        found = _IN_MEMBER.fullmatch(locator)
        if not found:
            return locator if _PLAIN.fullmatch(locator) else ""
        member, mark, place = found["member"], found["mark"], found["place"]
        return f"{self._member(sha256, member, mark)}{mark}{place}"

    def _member(self, sha256: str, member: str, mark: str) -> str:
        if _NAMELESS.fullmatch(member):
            return member
        _, number = self._numbering.give(_place_item(sha256, member))
        form, suffix = (_FILE, _suffix(member)) if mark == "#" else (_SHEET, "")
        return self._say(form, number, suffix)

    def _say(self, form: str, number: int, suffix: str = "") -> str:
        return Message(form, number=str(number), suffix=suffix).text(self._lang)


def place_items(evidence: Iterable[Evidence]) -> Iterator[Item]:
    """Yield the sheets and members that rows lie in, if they have a name of their own."""
    for one in evidence:
        found = _IN_MEMBER.fullmatch(one.locator)
        if found and not _NAMELESS.fullmatch(found["member"]):
            yield _place_item(one.sha256, found["member"])


def _place_item(sha256: str, member: str) -> Item:
    return Item(PLACE, f"{sha256} {member}", sha256)


def _suffix(name: str) -> str:
    suffix = "".join(PurePath(name).suffixes[-2:])
    return suffix.lower() if _SUFFIXES.fullmatch(suffix) else ""
