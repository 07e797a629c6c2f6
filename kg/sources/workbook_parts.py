"""The zip of a workbook: checked before a parser sees it; which of its parts is which sheet."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from pathlib import Path

from kg.errors import FormatError, LimitExceeded
from kg.limits import MIB, Limits
from kg.messages import Message
from kg.sources.archives import opened_zip
from kg.text import file_name

_DOCTYPE = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_RATIO_FROM = 16 * MIB
_HEAD = 1 << 16
_ANEW = Message("save-anew-in-a-spreadsheet")
_ROOT = re.compile(rb"<\0?\w")
"""The first element: no DOCTYPE may stand after it."""


def check_archive(path: Path, limits: Limits) -> None:
    """Refuse a bomb by the zip's directory, and any DOCTYPE, before a parser sees the file."""
    with opened_zip(path) as archive:
        infos = archive.infolist()
        if len(infos) > limits.zip_members:
            what = Message("too-many-members", count=len(infos), limit=limits.zip_members)
            raise LimitExceeded(what, where=file_name(path))
        total = sum(info.file_size for info in infos)
        if total > limits.workbook_cells_bytes:
            limit = limits.workbook_cells_bytes
            what = Message("workbook-unpacks-to-too-much", size=total, limit=limit)
            raise LimitExceeded(what, where=file_name(path))
        for info in infos:
            _check_member(archive, info, path, limits)


def _check_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, limits: Limits
) -> None:
    most = max(_RATIO_FROM, info.compress_size * limits.unpack_ratio)
    if info.file_size > most:
        limit = limits.unpack_ratio
        what = Message("member-unpacks-beyond-ratio", member=info.filename, limit=limit)
        raise LimitExceeded(what, where=file_name(path), hint=Message("may-be-decompression-bomb"))
    if not info.filename.endswith((".xml", ".rels")):
        return
    with archive.open(info) as member:
        head = member.read(_HEAD)
    if len(head) == _HEAD and not _ROOT.search(head):
        what = Message("no-element-in-head", member=info.filename, size=_HEAD)
        raise FormatError(what, where=file_name(path))
    if any(mark in head for mark in _DOCTYPE):
        what = Message("declares-a-doctype", member=info.filename)
        raise FormatError(what, where=file_name(path), hint=_ANEW)


def sheet_parts(path: Path) -> dict[str, str]:
    """Return which member of an XLSX holds which sheet."""
    with opened_zip(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in _tags(links, "Relationship")
    }
    found: dict[str, str] = {}
    for tag in _tags(book, "sheet"):
        name = unescape(_attribute(tag, "name"))
        part = _resolved(targets.get(_attribute(tag, r"\w+:id"), ""))
        if name in found:
            raise FormatError(
                Message("two-sheets-named", name=repr(name)), where=file_name(path), hint=_ANEW
            )
        if part in found.values():
            what = Message("two-sheets-one-member", member=repr(part))
            raise FormatError(what, where=file_name(path), hint=_ANEW)
        found[name] = part
    return found


def is_1904(path: Path) -> bool:
    """Say whether the workbook counts its days from 1904."""
    with opened_zip(path) as archive:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    return re.search(r'date1904="(1|true)"', book) is not None


def _tags(text: str, name: str) -> list[str]:
    return re.findall(rf"<(?:\w+:)?{name}\b[^<>]*>", text)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=\"([^\"]*)\"", tag)
    return found[1] if found else ""


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
