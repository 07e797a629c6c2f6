r"""Values as Cypher literals that no text can break out of.

Neo4j 5 replaces ``\uXXXX`` in the whole script *before* it parses, even behind an escaped
backslash; so a ``\u`` that comes from a value is written as two strings with a plus between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from kg.errors import FormatError
from kg.messages import Message

Value = str | bool | int | float | datetime | tuple[str, ...]

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r"\\[uU]|[\\'\x00-\x1f\x7f\x85\u2028\u2029]")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def cypher_text(text: str) -> str:
    r"""Return a text as a string literal on one line.

    >>> print(cypher_text("O'Neil"))
    'O\'Neil'
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FormatError(
            Message("text-holds-lone-surrogate"), hint=Message("no-file-can-hold")
        ) from error
    return "'" + _SPECIAL.sub(lambda match: _escape(match.group()), text) + "'"


def _escape(part: str) -> str:
    if len(part) == 2:
        return f"\\\\' + '{part[1]}"
    return _ESCAPES.get(part) or f"\\u{ord(part):04x}"


def cypher_name(name: str) -> str:
    """Return a label, a relationship type or a property name; letters of any script will do.

    What is no letter, digit, dash or underscore is percent-encoded, so a name closes no backtick.
    """
    if _PLAIN.fullmatch(name):
        return name
    return f"`{''.join(c if c.isalnum() or c in '_-' else _percent(c) for c in name)}`"


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def cypher_value(value: Value | Mapping[str, Value]) -> str:
    """Return any value as a literal; times are typed and in UTC."""
    if isinstance(value, Mapping):
        return cypher_map(value)
    if isinstance(value, str):
        return cypher_text(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(cypher_text, value))}]"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None).isoformat()
        return f"datetime('{moment}Z')"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def cypher_map(row: Mapping[str, Value | Mapping[str, Value]]) -> str:
    """Return a map literal."""
    entries = (f"{cypher_name(name)}: {cypher_value(value)}" for name, value in row.items())
    return f"{{{', '.join(entries)}}}"
