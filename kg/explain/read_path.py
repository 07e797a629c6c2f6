"""What stands at a JSON pointer or an XML path, found by walking down from the start of the file.

It knows nothing of the readers of :mod:`kg.sources.formats`. A pointer is that of RFC 6901
(``/objects/17``); a path counts the elements of one name inside their parent, from 1, and names no
prefixes (``/graphml/graph/node[5]``).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import IO, Any, NoReturn
from xml.parsers import expat

from kg.errors import NotFound
from kg.messages import Message

_MOST_BYTES = 256 << 20
_STEP = re.compile(r"([^/\[\]]+)(?:\[([1-9][0-9]*)\])?")


def read_path(stream: IO[bytes], path: str, encoding: str, where: str) -> list[str]:
    """Return what stands at a path, a text for each thing that it names.

    Args:
        stream: The file.
        path: The pointer or path.
        encoding: The encoding that a person named, if any.
        where: What errors call the place.

    Raises:
        NotFound: The file has no such place.
    """
    data = stream.read(_MOST_BYTES).removeprefix(b"\xef\xbb\xbf")
    try:
        if data.lstrip()[:1] in (b"{", b"["):
            return _leaves(_pointed(json.loads(data.decode(encoding or "utf-8")), path))
        return _element(data, path)
    except (ValueError, TypeError, LookupError, RecursionError, expat.ExpatError) as error:
        raise NotFound(Message("no-such-entry"), where=where) from error


def _pointed(value: Any, path: str) -> Any:
    for step in path.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {_word(inner)}" for name, inner in value.items()]
    return [_word(value)]


def _word(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _element(data: bytes, path: str) -> list[str]:
    """Return the attributes and the texts of the element at a path."""
    wanted = [(name, int(count or 1)) for name, count in _STEP.findall(path)]
    counted: list[Counter[str]] = [Counter()]
    above: list[tuple[str, int]] = []
    found: list[str] = []
    texts: list[list[str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        bare = name.rpartition(":")[2]
        counted[-1][bare] += 1
        above.append((bare, counted[-1][bare]))
        counted.append(Counter())
        texts.append([])
        if above[: len(wanted)] == wanted:
            found.extend(f"{key}: {text}" for key, text in attributes.items())

    def end(name: str) -> None:
        said = "".join(texts.pop()).strip()
        if above[: len(wanted)] == wanted and said:
            found.append(f"{name.rpartition(':')[2]}: {said}")
        above.pop()
        counted.pop()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: texts[-1].append(text) if texts else None
    parser.Parse(data, True)
    if not found:
        raise KeyError(path)
    return found


def _refuse(*_: object) -> NoReturn:
    raise ValueError("a document type")
