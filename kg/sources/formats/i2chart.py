"""XML of i2 Analyst's Notebook: the entities and links of a chart, with their attributes and dates.

An entity is known by its identity, which a chart has once. The type of its icon says what it is,
and that of a link what the link is, or its label where the type says no more than that it is one.
An arrow on the tail turns a link round; a link without an arrow, or with two, has no direction. Of
a date that is set without a time only the day is told. Source: the charts that i2 Analyst's
Notebook exchanges as XML (``.anx``), and what the exporters of public tools write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.errors import LimitExceeded
from kg.limits import Limits
from kg.messages import Message
from kg.sources.formats.networks import NetworkRecords, WordsOf, no_words
from kg.sources.formats.records import RecordList
from kg.sources.formats.xml import XmlNode, elements
from kg.text import path_number
from kg.text.display import PATHS

FORM = "i2 chart"
_BEGINS = re.compile(
    rb"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*+<(?:\w+:)?Chart[\s>]"
    rb"(?:(?!<(?:\w+:)?ChartItemCollection[\s>])[\s\S])*+<(?:\w+:)?ChartItemCollection[\s>]"
)
_PLAIN_LINK = ("Link", "")
"""Types of links that say no more than that they are links."""
_SIDES = {"ArrowOnHead": 1, "ArrowOnTail": -1}
_DAY = len("2024-05-01")
_ATTRIBUTES = ("AttributeCollection/Attribute", "End/Entity/CardCollection/Card/Attribute")
_SHOWN = ("Description", "SourceReference", "SourceType")


def is_i2_chart(start: bytes) -> bool:
    r"""Say whether a text begins as a chart of i2, whose items come in its first 64 KiB.

    >>> is_i2_chart(b'<Chart Rigorous="true"><ChartItemCollection>'), is_i2_chart(b"<Chart><a>")
    (True, False)
    """
    return _BEGINS.match(start) is not None


def read_i2_chart(
    data: bytes, where: str, limits: Limits, encoding: str = "", words: WordsOf = no_words
) -> RecordList:
    """Return the entities and links of a chart, each at its XML path.

    Args:
        data: The whole file.
        where: What errors call it.
        limits: The largest sizes; ``record_depth`` bounds how deep it goes.
        encoding: The encoding that a person named; else what the file declares.
        words: What a person says of the words in it.

    Raises:
        FormatError: It is not well formed, or has a document type.
        LimitExceeded: It is deeper or wider than is allowed.
    """
    reader = _ChartReader(NetworkRecords(where, limits))
    kept, marked = ("ChartItem",), ("ChartItemCollection",)
    for event, node in elements(data, kept, marked, where, limits, encoding):
        if event == "start":
            reader.begin()
        elif event == "kept":
            reader.take(node)
    return reader.records(words)


@dataclass(frozen=True, slots=True)
class _ChartLink:
    place: int
    item: XmlNode
    link: XmlNode


@dataclass(slots=True)
class _ChartReader:
    network: NetworkRecords
    collection: int = 0
    count: int = 0
    known: dict[str, str] = field(default_factory=dict)
    """The identity of an entity by each id under which links may name it."""
    links: list[_ChartLink] = field(default_factory=list)
    others: int = 0
    without_direction: int = 0

    def begin(self) -> None:
        """Begin a list of items, in which they are counted anew."""
        self.collection, self.count = self.collection + 1, 0
        if self.collection > len(PATHS[FORM]):
            what = Message("too-many-elements", limit=len(PATHS[FORM]))
            raise LimitExceeded(what, where=self.network.where)

    def take(self, item: XmlNode) -> None:
        """Take an item of the chart: an entity at once, a link when all entities are known."""
        self.count += 1
        place = path_number(self.count, max(self.collection, 1) - 1)
        if entity := item.first("End/Entity"):
            self._entity(place, item, entity)
        elif link := item.first("Link"):
            self.links.append(_ChartLink(place, item, link))
        else:
            self.others += 1

    def _entity(self, place: int, item: XmlNode, entity: XmlNode) -> None:
        ids = entity.attributes.get("EntityId", ""), item.attributes.get("Id", "")
        identity = entity.attributes.get("Identity", "").strip() or next(filter(None, ids), "")
        said = {"label": [_one_line(item.attributes.get("Label", ""))]} | _said(item)
        style = next(_styles(entity), None)
        type_ = style.attributes.get("Type", "") if style else ""
        type_ = type_ or entity.attributes.get("EntityTypeId", "")
        if type_:
            said["type"] = [type_]
        for id_ in filter(None, (*ids, identity)):
            self.known.setdefault(id_, identity)
        self.network.node(place, identity, said, _text(item, said))

    def _link(self, told: _ChartLink) -> None:
        item, link = told.item, told.link
        ends = []
        for side in ("End1", "End2"):
            id_ = link.attributes.get(f"{side}Id") or link.attributes.get(f"{side}Reference", "")
            ends.append(self.known.get(id_, id_))
        style = link.first("LinkStyle")
        about = style.attributes if style else {}
        label = _one_line(item.attributes.get("Label", ""))
        type_ = about.get("Type", "")
        said = ({"label": [label]} if label else {}) | _said(item)
        if type_ not in _PLAIN_LINK:
            said["type"] = [type_]
        way = _SIDES.get(about.get("ArrowStyle", ""), 0)
        self.without_direction += not way
        source, target = ends if way >= 0 else reversed(ends)
        id_ = item.attributes.get("Id", "")
        self.network.edge(told.place, id_, (source, target), said, _text(item, said))

    def records(self, words: WordsOf) -> RecordList:
        """Return the rows of all that was taken."""
        for link in self.links:
            self._link(link)
        if self.without_direction and self.without_direction == len(self.links):
            self.network.warnings.append(Message("graph-without-directions"))
        elif self.without_direction:
            without = Message("links-without-directions", count=self.without_direction)
            self.network.warnings.append(without)
        if self.others:
            self.network.warnings.append(Message("chart-items-not-read", count=self.others))
        found = self.network.records(words)
        found.reader = FORM
        return found


def _styles(entity: XmlNode) -> Iterator[XmlNode]:
    """Yield how an entity is drawn: as an icon, a box, a theme line …; its type stands there."""
    for shape in entity.children:
        yield from (one for one in shape.children if one.tag.endswith("Style"))


def _said(item: XmlNode) -> dict[str, list[str]]:
    """Return the date, the descriptions and the attributes of an item."""
    said: dict[str, list[str]] = {}
    about = item.attributes
    if about.get("DateSet") == "true" and (moment := about.get("DateTime", "")):
        said["date"] = [moment if about.get("TimeSet") == "true" else moment[:_DAY]]
    for name in _SHOWN:
        if text := _one_line(about.get(name, "")):
            said[name.lower()] = [text]
    for one in (one for path in _ATTRIBUTES for one in item.all(path)):
        named = one.attributes.get("AttributeClass") or one.attributes.get("AttributeClassId", "")
        if named and (text := one.attributes.get("Value", "")):
            said.setdefault(named, []).append(text)
    return said


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(item: XmlNode, said: dict[str, list[str]]) -> str:
    return json.dumps({**item.attributes, **said}, ensure_ascii=False)
