"""A record of a statement or of messages, read again by counting and by how records begin.

It knows nothing of the readers of :mod:`kg.sources.formats`: it counts what begins an entry, and
shows what stands between that and the next one.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from kg.errors import NotFound
from kg.messages import Message

_MOST_LINES = 200
_MOST_BYTES = 256 << 20
_STAMP = r"[\u200e\u200f\ufeff]*\[?[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}[ ,]"
_KINDS = (
    (
        r"(?s)(?:[^:\n]{0,80}\n|:94[02]:[ \t]*\n|\{[1-4]:[^\n]*\n){0,6}:20:",
        r":(?!86:)[0-9NS]{2}[A-Z]?:|-",
    ),
    (r"(?:[^\[\]{};\n]{0,2000}\n){0,30}?[ \t]*graph\s*\[", r"[ \t]*(?:node|edge)\b"),
    (r"(?i)(?:[ \t]*(?:%|\*network\b)[^\n]*\n|[ \t]*\n)*[ \t]*\*vertices[ \t]+[0-9]", ""),
    (
        r"(?i)(?:(?://|#)[^\n]*\n|\s|/\*.{0,4000}?\*/)*(?:strict\s+)?(?:di)?graph\b[^\n{]{0,200}\s*\{",
        r"[ \t]*(?:\}|[^=\[\]]*(?:->|--)|[^=\[\]]*\[|//|/\*|[\w\"]+[ \t]*;|(?:sub)?graph\b)",
    ),
    (r"!(?:Type|Account|Option|Clear)", r"\^|!"),
    (r"(?i)BEGIN:VCARD", r"(?![ \t])"),
    (rf"{_STAMP}", rf"{_STAMP}"),
    (
        r"\[LINE\] ?[^\n]{1,300}\n",
        r"(?:上午|下午|午前|午後)?[ ]?[0-9]{1,2}:[0-9]{2}[ ]?(?:[AaPp][Mm])?\t"
        r"|[0-9]{4}[./][0-9]{1,2}[./][0-9]{1,2}|[A-Z][a-z]{2}, [0-9]{1,2}/",
    ),
    (
        r"[^\n]{1,240}\n(?:저장한 날짜|Date Saved) ?:",
        r"\[[^\n]{1,120}?\] \[|-{5,} |[0-9]{4}[년.] ?[0-9]{1,2}[월.]",
    ),
    ("消息记录（此消息记录为文本格式", rf"{_STAMP}|={{20,}}"),
    (r"(?:From |[A-Za-z-]{2,40}:)[^\n]*\n(?:[ \t][^\n]*\n|[A-Za-z-]{2,40}:[^\n]*\n)", r"\s*$"),
)
"""How a text of records begins, and how the line begins that is no more of the record before it."""
_ELEMENT = re.compile(r"<(?:\w{1,40}:)?(Ntry|TxDtls|STMTTRN)[ \t\r\n/>]", re.IGNORECASE)
_END = re.compile(r"</(?:\w{1,40}:)?(?:Ntry|STMTTRN)\s*>", re.IGNORECASE)
_BACKUP = re.compile(r"(?:<\?[^>]*>\s*|<!--.*?-->\s*)*<(?:smses|calls)[\s>]", re.DOTALL)
_OF_BACKUP = re.compile(r"<(sms|mms|call)\s(?:(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([\w.]{1,60})=(?:\"([^\"]*)\"|'([^']*)')")
_LEAF = re.compile(r"<(?:\w{1,40}:)?([\w.]{1,60})[^<>]{0,400}>([^<]{1,10000})")


def lines_of_record(head: list[str], lines: Iterator[str]) -> list[str] | None:
    """Return the lines of a record that begins on the first of some lines.

    Args:
        head: The first lines of the file, which tell what it is.
        lines: The lines from the record on.

    Returns:
        Its lines without their breaks; None where the file is a table.
    """
    start = "".join(head).lstrip("\ufeff \r\n").replace("\r\n", "\n")
    after = next((after for begins, after in _KINDS if re.match(begins, start)), None)
    if after is None:
        return None
    found = list(islice(lines, 1))
    for line in islice(lines, _MOST_LINES):
        if re.match(after, line):
            break
        found.append(line)
    return [line.rstrip("\r\n") for line in found]


def said_by_line(line: str) -> list[str]:
    """Return what a line of JSON says, a text for each name; of any other line nothing.

    >>> said_by_line('{"id": "p-1", "age": 7}'), said_by_line("a,b")
    (['id: p-1', 'age: 7'], [])
    """
    text = line.strip().removesuffix(",").removeprefix("\ufeff")
    if not (text.startswith("{") and text.endswith("}")):
        return []
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [f"{name}: {_word(value)}" for name, value in said.items()]


def read_entry(stream: IO[bytes], number: int, encoding: str, where: str) -> list[str]:
    """Return what the entry of a number says, a text for each thing that it names.

    Raises:
        NotFound: The file has fewer entries.
    """
    data = stream.read(_MOST_BYTES)
    text = io.TextIOWrapper(io.BytesIO(data), encoding or _declared(data), "replace").read()
    if text.lstrip("\ufeff \r\n").startswith("{"):
        messages = islice(_messages(text), number - 1, number)
        for message in messages:
            return [f"{name}: {_word(value)}" for name, value in message.items()]
    elif _BACKUP.match(text.lstrip("\ufeff \r\n")):
        for begun in islice(_OF_BACKUP.finditer(text), number - 1, number):
            end = text.find("</mms>", begun.end()) if begun[1] == "mms" else begun.end()
            named = _ATTRIBUTE.finditer(text, begun.end(1), end)
            told = ((one[1], html.unescape(one[2] or one[3] or "")) for one in named)
            return [f"{name}: {said}" for name, said in told if said not in ("", "null")]
    else:
        for element in islice(_elements(text), number - 1, number):
            return [
                f"{name}: {said.strip()}" for name, said in _LEAF.findall(element) if said.strip()
            ]
    raise NotFound(Message("no-such-entry"), where=where)


def _declared(data: bytes) -> str:
    """Return the encoding that the head of a file names, as far as Python knows it."""
    named = re.search(rb"encoding=[\"']([A-Za-z0-9._-]{1,40})", data[:400])
    charset = re.search(rb"CHARSET:\s*([0-9]{3,5})", data[:400])
    name = named[1].decode() if named else f"cp{charset[1].decode()}" if charset else "utf-8"
    try:
        data[:0].decode(name)
        data.decode("utf-8")
    except UnicodeDecodeError:
        return name
    except LookupError:
        pass
    return "utf-8"


def _elements(text: str) -> Iterator[str]:
    """Yield each entry; of an entry with several payments each of these."""
    starts = [(match.start(), match[1].lower()) for match in _ELEMENT.finditer(text)]
    places = [place for place, _ in starts] + [len(text)]
    at = 0
    while at < len(starts):
        inner = at + 1
        while inner < len(starts) and starts[inner][1] == "txdtls":
            inner += 1
        if inner - at > 2:
            yield from (_upto_end(text[places[n] : places[n + 1]]) for n in range(at + 1, inner))
        else:
            yield _upto_end(text[places[at] : places[inner]])
        at = inner


def _upto_end(text: str) -> str:
    """Return an element without what stands behind its own end."""
    match = _END.search(text)
    return text[: match.start()] if match else text


def _messages(text: str) -> Iterator[dict[str, Any]]:
    """Yield the messages of an export, the nodes and then the links of a graph, or one node."""
    document = json.loads(text.removeprefix("\ufeff"))
    if "@context" in document:  # the only node of its file
        yield document
        return
    if "nodes" in document:
        items = [*document["nodes"], *document.get("links", document.get("edges", []))]
        yield from (item if isinstance(item, dict) else {"": item} for item in items)
        return
    lists = [document.get("chats", {}), document.get("left_chats", {})]
    chats = [document] if "messages" in document else [c for p in lists for c in p.get("list", [])]
    yield from (m if isinstance(m, dict) else {"": m} for chat in chats for m in chat["messages"])


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
