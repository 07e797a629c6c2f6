"""A proposed layout as TOML, each column with the ground for what it is taken for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.messages import Message
from kg.sources.proposal.proposal import Proposal
from kg.text import visible


def layout_text(table: Mapping[str, Any], proposal: Proposal, lang: str) -> str:
    """Return a layout as TOML with remarks; it can be read as it is written.

    Args:
        table: The layout.
        proposal: What was found, for the remarks.
        lang: The language of the remarks.
    """
    return "\n".join(_lines(table, proposal, lang)) + "\n"


def _lines(table: Mapping[str, Any], proposal: Proposal, lang: str) -> Iterator[str]:
    yield remark(Message("draft-title", file=proposal.file), lang)
    row = proposal.header_row
    yield remark(Message("draft-header", row=str(row)) if row else Message("draft-headless"), lang)
    for why in proposal.nearest:
        yield remark(Message("draft-nearest", why=why), lang)
    if proposal.others:
        yield remark(Message("draft-members", names=proposal.others), lang)
    for question in proposal.questions:
        text = Message("draft-question", what=question.what, option=f"--{question.option}")
        yield remark(text, lang)
    for message in (*proposal.proven, *proposal.assumed):
        yield remark(message, lang)
    grounds = {column.key: column.ground for column in proposal.columns}
    tables = ("columns", "parties", "flows", "links")
    for key, value in table.items():
        if key not in tables:
            yield f"{key} = {_toml(value)}"
    yield "\n[columns]"
    for key, about in table["columns"].items():
        ground = grounds.get(key, "titles")
        yield f"{key} = {_toml(about)}  {remark(Message(f'ground-{ground}'), lang)}"
    for key, party in table.get("parties", {}).items():
        yield f"\n[parties.{key}]"
        yield from (f"{name} = {_toml(value)}" for name, value in party.items())
    for kind in ("flows", "links"):
        for fact in table.get(kind, ()):
            yield f"\n[[{kind}]]"
            yield from (f"{name} = {_toml(value)}" for name, value in fact.items())


def remark(message: Message, lang: str) -> str:
    """Return a remark of TOML; what a file says in it can neither end it nor hide in it."""
    return f"# {visible(' '.join(message.text(lang).split()))}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def quoted(text: str) -> str:
    """Return a text as a TOML string; what TOML does not allow in one is written out."""
    safe = json.dumps(text, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", safe)
