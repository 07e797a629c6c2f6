"""What case.toml says of a case: each key typed and checked, whoever wrote the file."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kg.errors import LimitExceeded, NotACase, UsageError
from kg.messages import Message
from kg.text import visible
from kg.text.toml import parse_toml
from kg.values.moments import named_zone
from kg.values.refused import Refused

ZONE = "Asia/Shanghai"
LARGEST = 64 << 10
"""Bytes of case.toml: a name, a zone, a marking, a version, some addresses."""
_DEL = {0x7F: "\\u007f"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What case.toml says: no secrets, only what a reader of the folder may know."""

    name: str
    zone: str = ZONE
    marking: str = ""
    ontology: str = ""
    servers: tuple[str, ...] = ()
    """Where the case was pushed to, the last one last."""


KEYS = tuple(field.name for field in fields(Settings))


def read_settings(path: Path) -> Settings:
    """Return the settings of a file; control and direction characters are written out in them.

    Raises NotACase that names the file and the key: unreadable, too large, a key that is not
    known, a value of another type, a zone that does not exist.
    """
    told = _parsed(path)
    if unknown := sorted(told.keys() - set(KEYS)):
        raise _wrong(
            path,
            Message("not-a-setting", key=repr(visible(unknown[0]))),
            hint=Message("there-are", known=KEYS),
        )
    if "name" not in told:
        raise _wrong(path, Message("setting-is-missing", key="'name'"))
    for key, value in told.items():
        if key == "servers":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise _wrong(path, Message("setting-not-texts", key="'servers'"))
        elif not isinstance(value, str):
            raise _wrong(path, Message("setting-not-text", key=repr(key)))
    found = {key: visible(value) for key, value in told.items() if key != "servers"}
    settings = Settings(**found, servers=tuple(map(visible, told.get("servers", ()))))
    if not _is_zone(settings.zone):
        raise _wrong(path, Message("zone-setting-not-zone", zone=repr(settings.zone[:60])))
    return settings


def checked(settings: Settings) -> Settings:
    """Return the settings of a case to be made, or raise UsageError for a zone that is none."""
    if not _is_zone(settings.zone):
        what = Message("not-a-time-zone", zone=repr(visible(settings.zone)[:60]))
        raise UsageError(what, where="zone", hint=Message("zone-examples"))
    return settings


def as_toml(settings: Settings) -> str:
    """Return the text of case.toml; :func:`read_settings` gives the settings again."""
    lines = [f"{key} = {_text(getattr(settings, key))}" for key in KEYS if key != "servers"]
    if settings.servers:
        lines.append(f"servers = [{', '.join(map(_text, settings.servers))}]")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """Return a basic string of TOML: JSON's escapes are TOML's, which escapes DEL as well."""
    return json.dumps(visible(value), ensure_ascii=False).translate(_DEL)


def _parsed(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        written = stream.read(LARGEST + 1)
    if len(written) > LARGEST:
        raise _wrong(path, Message("is-larger-than", bytes=LARGEST))
    try:
        return parse_toml(written.decode("utf-8"), path.name)
    except (ValueError, LimitExceeded) as error:
        said = visible(str(error))[:120]
        raise _wrong(path, Message("is-not-toml", said=said)) from error


def _is_zone(name: str) -> bool:
    try:
        named_zone(name)
    except Refused:
        return False
    return True


def _wrong(path: Path, what: Message, hint: Message | None = None) -> NotACase:
    return NotACase(what, where=path.name, hint=hint)
