"""Statements and messages that are no tables: each format with a reader that makes rows of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from kg.errors import LayoutError
from kg.limits import Limits
from kg.messages import Message
from kg.sources.detect_layout import Detection
from kg.sources.formats.dot import is_dot
from kg.sources.formats.ftm import is_ftm
from kg.sources.formats.gexf import is_gexf
from kg.sources.formats.gml import is_gml
from kg.sources.formats.graphml import is_graphml
from kg.sources.formats.i2chart import is_i2_chart
from kg.sources.formats.jsonchats import is_discord, is_facebook
from kg.sources.formats.kakao import is_kakao
from kg.sources.formats.line import is_line
from kg.sources.formats.matrix import is_matrix
from kg.sources.formats.misp import is_misp
from kg.sources.formats.neo4j_csv import is_apoc_csv, is_foreign_import
from kg.sources.formats.networks import WordsOf, is_own_network, no_words
from kg.sources.formats.nodelink import is_cytoscape, is_node_link
from kg.sources.formats.own_tables import is_own_table
from kg.sources.formats.pajek import is_pajek
from kg.sources.formats.property_graph import is_property_graph
from kg.sources.formats.qq import is_qq
from kg.sources.formats.rdf_nodes import is_json_ld, is_rdf_text, is_rdf_xml
from kg.sources.formats.records import RecordList, as_table, check_size
from kg.sources.formats.smsbackup import is_call_backup, is_sms_backup
from kg.sources.formats.stix import is_stix
from kg.sources.formats.telegram import is_telegram
from kg.sources.tables import SourceTable
from kg.sources.text_stream import TextStream

Choose = Callable[[Sequence[Sequence[str]]], Detection]
_SEEN = 30
"""How many rows are shown to whoever chooses a layout or drafts one."""
_STAMP = (
    rb"(?:\[(?:[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}, ?[0-9]{1,2}[:.][0-9]{2}[^\]\n]{0,20}"
    rb"|[0-9]{1,4}[./][0-9]{1,2}[./][0-9]{1,4}[^\]\n]{1,14}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    rb"(?:(?:\xe2\x80\xaf|\xc2\xa0| )[^\]\n]{1,9})?)\] "
    rb"|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4},?(?:\xe2\x80\xaf|\xc2\xa0| )"
    rb"[^-\n\x2c;\t|]{0,14}?[0-9]{1,2}[:.][0-9]{2}[^-\n\x2c;\t|]{0,14}? - )"
)
"""How a line of a chat's text begins: in brackets, or with a dash behind.

In brackets a day as ISO writes it, with no comma behind, is that of a program's log.
"""
_HEADER = rb"[!-9;-~]{1,60}:[^\n]*+\n(?:[ \t][^\n]*+\n)*+"
_MAIL = re.compile(rb"(?:From [^\n]{1,200}\n)?((?:" + _HEADER + rb"){2,500}+)")
_SENT = re.compile(rb"^From:[^\n]{0,400}(?:\n[ \t][^\n]{0,400})?@", re.MULTILINE | re.IGNORECASE)
_MAILED = re.compile(rb"^(?:Date|Message-ID|Received|MIME-Version):", re.MULTILINE | re.IGNORECASE)


def _is_mail(start: bytes) -> bool:
    """Say whether a text begins with a head that names who sent it, and when or how."""
    match = _MAIL.match(start)
    return bool(match and _SENT.search(match[1]) and _MAILED.search(match[1]))


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """A format: how its bytes begin, who reads it, and how its rows are mapped.

    Args:
        name: The name as people know it; it is the name of the reader too.
        begins: What stands at the start of a file, behind a byte order mark and blanks.
        reader: The function ``(text or bytes, where, limits) -> RecordList``.
        layout: The layout that maps its rows, unless a person names another.
        is_bytes: Whether the format says itself in which encoding it is written.
        is_network: Whether its words are a person's own: a layout may say what they mean.
        other_layout: The layout that maps its rows where the reader makes those of a network.
    """

    name: str
    begins: Callable[[bytes], object]
    reader: str
    layout: str
    is_bytes: bool = False
    is_network: bool = False
    other_layout: str = ""

    @property
    def layouts(self) -> tuple[str, ...]:
        """The layouts that may map its rows, by their names."""
        return tuple(filter(None, (self.layout, self.other_layout)))

    def function(self) -> Callable[..., RecordList]:
        """Return the reader; its module is loaded by the first file that needs it."""
        module, _, name = self.reader.partition(":")
        function: Callable[..., RecordList] = getattr(import_module(module), name)
        return function


def _format(name: str, begins: bytes, layout: str, *, is_bytes: bool = False) -> RecordFormat:
    module = re.sub(r"[^a-z0-9]", "", name.lower())
    return RecordFormat(
        name,
        re.compile(begins).match,
        f"kg.sources.formats.{module}:read_{module}",
        layout,
        is_bytes,
    )


FORMATS = (
    RecordFormat("FollowTheMoney", is_ftm, "kg.sources.formats.ftm:read_ftm", "graph-facts"),
    RecordFormat("RDF", is_rdf_text, "kg.sources.formats.rdf:read_rdf_text", "graph-facts"),
    RecordFormat(
        "RDF/XML", is_rdf_xml, "kg.sources.formats.rdf:read_rdf_xml", "graph-facts", is_bytes=True
    ),
    RecordFormat("JSON-LD", is_json_ld, "kg.sources.formats.rdf:read_json_ld", "graph-facts"),
    RecordFormat(
        "GraphML",
        is_graphml,
        "kg.sources.formats.graphml:read_graphml",
        "graph-facts",
        is_bytes=True,
        is_network=True,
    ),
    RecordFormat(
        "GEXF",
        is_gexf,
        "kg.sources.formats.gexf:read_gexf",
        "graph-facts",
        is_bytes=True,
        is_network=True,
    ),
    RecordFormat(
        "i2 chart",
        is_i2_chart,
        "kg.sources.formats.i2chart:read_i2_chart",
        "graph-facts",
        is_bytes=True,
        is_network=True,
    ),
    RecordFormat("GML", is_gml, "kg.sources.formats.gml:read_gml", "graph-facts", is_network=True),
    RecordFormat(
        "Pajek", is_pajek, "kg.sources.formats.pajek:read_pajek", "graph-facts", is_network=True
    ),
    RecordFormat("DOT", is_dot, "kg.sources.formats.dot:read_dot", "graph-facts", is_network=True),
    RecordFormat(
        "node-link of kg",
        is_own_network,
        "kg.sources.formats.networks:read_own_network",
        "graph-facts",
    ),
    RecordFormat(
        "property graph",
        is_property_graph,
        "kg.sources.formats.property_graph:read_property_graph",
        "graph-facts",
        is_network=True,
    ),
    RecordFormat(
        "APOC CSV",
        is_apoc_csv,
        "kg.sources.formats.neo4j_csv:read_apoc_csv",
        "graph-facts",
        is_network=True,
    ),
    RecordFormat(
        "Neo4j import",
        is_foreign_import,
        "kg.sources.formats.neo4j_csv:read_import_file",
        "graph-facts",
        is_network=True,
    ),
    RecordFormat(
        "table of kg",
        is_own_table,
        "kg.sources.formats.own_tables:read_own_table",
        "graph-facts",
    ),
    RecordFormat("MISP", is_misp, "kg.sources.formats.misp:read_misp", "graph-facts"),
    RecordFormat("STIX", is_stix, "kg.sources.formats.stix:read_stix", "graph-facts"),
    _format(
        "CAMT",
        rb"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*+<(?:\w+:)?Document\b[^>]*"
        rb"urn:iso:std:iso:20022:tech:xsd:camt\.05[234]\.",
        "bank-entries",
        is_bytes=True,
    ),
    _format(
        "OFX",
        rb"OFXHEADER\s*:|(?:<\?xml[^>]*>\s*)?<\?OFX\b|(?:<\?xml[^>]*>\s*)?<OFX>",
        "bank-entries",
        is_bytes=True,
    ),
    _format(
        "MT940",
        rb"(?:[^:\n]{0,80}\n){0,4}(?::94[02]:[ \t]*\n)?"
        rb"(?:\{[1-4]:[^\n]*+\n)*+:20:[^\n]*+\n(?::21:[^\n]*+\n)?:25P?:",
        "bank-entries",
    ),
    _format("QIF", rb"!(?:Type|Account|Option|Clear)[:\s]", "bank-entries"),
    _format("vCard", rb"(?i)BEGIN:VCARD\b", "contacts"),
    RecordFormat(
        "Telegram", is_telegram, "kg.sources.formats.telegram:read_telegram", "chat-messages"
    ),
    RecordFormat(
        "Facebook", is_facebook, "kg.sources.formats.jsonchats:read_facebook", "chat-messages"
    ),
    RecordFormat(
        "Discord", is_discord, "kg.sources.formats.jsonchats:read_discord", "chat-messages"
    ),
    RecordFormat(
        "record lines",
        re.compile(rb"\{\s*\"(?:DATA_SOURCE|RECORD_ID)\"\s*:").match,
        "kg.sources.formats.recordlines:read_recordlines",
        "entity-records",
    ),
    RecordFormat(
        "SMS Backup & Restore",
        is_sms_backup,
        "kg.sources.formats.smsbackup:read_sms_backup",
        "sms-backup",
        is_bytes=True,
    ),
    RecordFormat(
        "call log of SMS Backup & Restore",
        is_call_backup,
        "kg.sources.formats.smsbackup:read_call_backup",
        "call-backup",
        is_bytes=True,
    ),
    RecordFormat("LINE", is_line, "kg.sources.formats.line:read_line", "chat-messages"),
    RecordFormat("KakaoTalk", is_kakao, "kg.sources.formats.kakao:read_kakao", "chat-messages"),
    RecordFormat("QQ", is_qq, "kg.sources.formats.qq:read_qq", "chat-messages"),
    _format("WhatsApp", rb"(?:\xe2\x80\x8e)?" + _STAMP, "chat-messages"),
    RecordFormat("mail", _is_mail, "kg.sources.formats.mail:read_mail", "mail", is_bytes=True),
    RecordFormat("matrix", is_matrix, "kg.sources.formats.matrix:read_matrix", "matrix"),
    RecordFormat(
        "Cytoscape",
        is_cytoscape,
        "kg.sources.formats.nodelink:read_cytoscape",
        "graph-facts",
        is_network=True,
    ),
    RecordFormat(
        "node-link",
        is_node_link,
        "kg.sources.formats.nodelink:read_node_link",
        "node-link",
        is_network=True,
        other_layout="graph-facts",
    ),
)
"""Every format; the first that a file begins as is meant."""
OWN_TABLE = next(one for one in FORMATS if one.begins is is_own_table)
"""The format of the tables that kg writes; the pages of its workbooks are such tables too."""
NODE_LINK = next(one for one in FORMATS if one.begins is is_node_link)
"""The format of a graph in JSON, which may lie deeper in a file than its beginning tells."""
IMPORT = next(one for one in FORMATS if one.begins is is_foreign_import)
"""The format of the files of an import into Neo4j, which are read together."""
_HEAD = 64 * 1024


def format_of(head: bytes) -> RecordFormat | None:
    r"""Return the format that a file begins as, or None.

    >>> format_of(b":20:X\n:25:1\n").name, format_of(b"a,b\n")
    ('MT940', None)
    """
    # a tab may be what stands before the first name of a matrix
    start = head[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b" \r\n\x0b\x0c")
    start = start.replace(b"\r\n", b"\n")
    return next((one for one in FORMATS if one.begins(start)), None)


def read_text(
    found: RecordFormat, text: TextStream, member: str, where: str, choose: Choose, limits: Limits,
    words: WordsOf = no_words,
) -> SourceTable:  # fmt: skip
    """Return the rows of a text of a format.

    Args:
        found: The format.
        text: The file, decoded.
        member: The file in an archive that it is, or the empty text.
        where: What errors call it.
        choose: Chooses the layout for a header and some rows.
        limits: The largest sizes that are read.
        words: Says of a network what a person says of its words.

    Raises:
        FormatError: The file is none of that format, or breaks off where nothing can be kept.
        LimitExceeded: It is larger or deeper than any that is read.
    """
    written = _whole(text.blocks(), where, limits).decode().removeprefix("\ufeff")
    more = (words,) if found.is_network else ()
    return as_record_table(
        found, found.function()(written, where, limits, *more), member, where, choose
    )


def read_bytes(
    found: RecordFormat, raw: Iterator[bytes], member: str, where: str, choose: Choose,
    limits: Limits, encoding: str = "", words: WordsOf = no_words,
) -> SourceTable:  # fmt: skip
    """Return the rows of a file whose format says itself how it is encoded.

    ``raw`` are its bytes, ``encoding`` is one that a person named; all else is as in
    :func:`read_text`.
    """
    data = _whole(raw, where, limits)
    more = (words,) if found.is_network else ()
    records = found.function()(data, where, limits, encoding, *more)
    return as_record_table(found, records, member, where, choose)


def as_record_table(
    found: RecordFormat, records: RecordList, member: str, where: str, choose: Choose
) -> SourceTable:
    """Return the rows that a format's reader made as a table; see :func:`read_text`."""
    columns = list(records.columns)
    first = [[record.cells.get(c, "") for c in columns] for record in records.records[:_SEEN]]
    detection = choose([columns, *first])
    _refuse_no_currency(records, detection, where)
    return as_table(records, member, found.name, detection)


def _refuse_no_currency(records: RecordList, detection: Detection, where: str) -> None:
    """Refuse a statement whose currency neither the file says nor the layout."""
    flows = detection.chosen.layout.flows
    amounts = [record for record in records.records if "amount" in record.cells]
    named = any(flow.default_currency for flow in flows) or not flows
    if amounts and not named and not any("currency" in record.cells for record in amounts):
        hint = Message("draft-a-layout-that-says-it")
        raise LayoutError(Message("file-names-no-currency"), where=where, hint=hint)


def _whole(blocks: Iterator[bytes], where: str, limits: Limits) -> bytes:
    some: list[bytes] = []
    size = 0
    for block in blocks:
        size += len(block)
        check_size(size, where, limits)
        some.append(block)
    return b"".join(some)
