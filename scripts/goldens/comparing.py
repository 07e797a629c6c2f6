"""Hold together what two sides wrote: byte for byte, but for what never repeats."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from goldens.cases import HERE, Case
from goldens.recording import UNEQUAL

CONTEXT = 60
"""Bytes that are shown on either side of the first that differs."""
DIGEST_OF_INDEX = re.compile("(ledger/index/)([0-9a-f]{12,64})")
"""The folder of an index has the digest of all that it was made of as its name."""
FACTS_OF_PAGE = re.compile(rb'<script type="[a-z/]+" id="chain">(.*?)</script>', re.DOTALL)
NOT_FACTS = ("words", "digest", "ask")
"""What a page holds beside its facts; the texts that ask again are compared as commands."""
HASH = re.compile(rb"(?<![0-9a-zA-Z])[0-9a-f]{12,64}(?![0-9a-zA-Z])")


@dataclass(frozen=True)
class Difference:
    """One output of one step that is not the same on both sides."""

    case: str
    step: str
    output: str
    """stdout, stderr, exit code, names, or ``files/`` and a name."""
    what: str


@dataclass(frozen=True)
class Expected:
    """Differences that a commit means to make: patterns of case, step and output, and why."""

    case: str
    step: str
    output: str
    reason: str

    def fits(self, found: Difference) -> bool:
        """Say whether this difference is meant."""
        pairs = ((found.case, self.case), (found.step, self.step), (found.output, self.output))
        return all(fnmatchcase(told, pattern) for told, pattern in pairs)


def expected() -> list[Expected]:
    """Return what ``expected.toml`` lists."""
    told = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))
    return [Expected(**one) for one in told.get("difference", ())]


def differences(case: Case, base: Path, head: Path) -> Iterator[Difference]:
    """Yield what differs between two records of a case."""
    repeating = [_repeating(record / "left") for record in (base, head)]
    rewritten = _rewriting()
    for number, step in enumerate(case.steps):
        written = [_files(record / f"{number:03}") for record in (base, head)]
        for name in sorted(written[0].keys() | written[1].keys()):
            if gone := [
                side
                for side, files in zip(("BASE", "here"), written, strict=True)
                if name not in files
            ]:
                yield Difference(case.name, step, name, f"not written by {gone[0]}")
                continue
            one, other = (files[name].read_bytes() for files in written)
            if one != other:  # a word replaced within a table of Parquet would break it
                one, other = _unpacked(one), _unpacked(other)
            if one != other:
                one, other = repeating[0](one), repeating[1](other)
            if one != other:
                one, other = rewritten(one), rewritten(other)
            if name == "names":
                one, other = _names(one), _names(other)
            if one != other:
                yield Difference(case.name, step, name, _first(one, other))


def _files(place: Path) -> dict[str, Path]:
    """Return what a step wrote, by a name in which a number stands for the digest of an index."""
    found = sorted(path for path in place.rglob("*") if path.is_file())
    indexes: dict[str, list[tuple[str, int]]] = {}
    for path in found:
        if digest := DIGEST_OF_INDEX.search(path.as_posix()):
            tail = path.as_posix()[digest.end() :]
            indexes.setdefault(digest[2], []).append((tail, path.stat().st_size))
    numbers = {one: str(n) for n, one in enumerate(sorted(indexes, key=indexes.__getitem__), 1)}

    def plain(name: str) -> str:
        return DIGEST_OF_INDEX.sub(lambda digest: digest[1] + numbers[digest[2]], name)

    return {plain(path.relative_to(place).as_posix()): path for path in found}


def _names(written: bytes) -> bytes:
    """Return the names of all files without the digests of indexes, in order."""
    plain = DIGEST_OF_INDEX.sub(r"\1", written.decode())
    return "".join(sorted(plain.splitlines(keepends=True))).encode()


def _rewriting() -> Callable[[bytes], bytes]:
    """Return what gives both sides the wording that ``expected.toml`` says is meant.

    What is left can be compared to the last byte: a file that differs in a sentence that was
    changed on purpose may differ in nothing else. JSON is written anew with its keys in order. Of
    a table the rows are compared, of a page the facts: its script and its own texts are built from
    other files.
    """
    told = tomllib.loads((HERE / "expected.toml").read_text("utf-8")).get("wording", ())
    wordings = [(re.compile(one["before"].encode()), one["now"].encode()) for one in told]

    def rewritten(written: bytes) -> bytes:
        written = _members(written) if written.startswith(b"PK") else _in_order(written)
        for before, now in wordings:
            written = before.sub(now, written)
        return written

    return rewritten


def _unpacked(written: bytes) -> bytes:
    return _rows(written) if written.startswith(b"PAR1") else written


def _members(written: bytes) -> bytes:
    """Return what a workbook holds, member by member."""
    with zipfile.ZipFile(io.BytesIO(written)) as packed:
        return b"\n".join(packed.read(name) for name in sorted(packed.namelist()))


def _rows(written: bytes) -> bytes:
    """Return what a table of Parquet holds: its columns with their types, then its rows."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(io.BytesIO(written))
    lines = [str(table.schema.remove_metadata()), *map(str, table.to_pylist())]
    return "\n".join(lines).encode()


def _in_order(written: bytes) -> bytes:
    """Return JSON, or the facts of a page, with its keys in order; any other text as it is."""
    page = FACTS_OF_PAGE.search(written)
    try:
        told = json.loads(_inflated(page[1]) if page else written)
    except (ValueError, zlib.error):
        return written
    if page:
        told = {key: value for key, value in told.items() if key not in NOT_FACTS}
    return json.dumps(told, sort_keys=True, ensure_ascii=False).encode()


def _inflated(facts: bytes) -> bytes:
    """Return the facts of a page: deflated in base64, or plain JSON in pages before 0.6."""
    return facts if facts.startswith(b"{") else zlib.decompress(base64.b64decode(facts))


def _repeating(left: Path) -> Callable[[bytes], bytes]:
    """Return what puts the number of a line of the log instead of hashes that never repeat."""
    names: dict[bytes, tuple[bytes, bytes]] = {}
    for log in left.rglob("log.jsonl"):
        for number, line in enumerate(log.read_bytes().splitlines(), 1):
            graph = json.loads(line).get("derived", {}).get("graph", {}).get("sha256", "")
            own = hashlib.sha256(line).hexdigest()
            for hashed, what in ((graph, "graph after line"), (own, "line")):
                names[hashed[:12].encode()] = hashed.encode(), f"<{what} {number}>".encode()

    def name(found: re.Match[bytes]) -> bytes:
        whole, instead = names.get(found[0][:12], (b"", b""))
        return instead if whole.startswith(found[0]) else found[0]

    def repeating(written: bytes) -> bytes:
        for one in UNEQUAL["texts"]:
            written = re.sub(one["pattern"].encode(), b"", written)
        return HASH.sub(name, written)

    return repeating


def _first(one: bytes, other: bytes) -> str:
    """Say where two texts begin to differ, and what stands there."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))
    window = slice(max(0, at - CONTEXT), at + CONTEXT)
    shown = [f"{side} {text[window]!r}" for side, text in (("BASE", one), ("here", other))]
    return "\n".join([f"from byte {at:,} on (of {len(one):,} and {len(other):,})", *shown])


def table(cases: Sequence[Case], found: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for each step, and under it what differs."""
    listed = expected()
    for case in cases:
        if case.missing:
            yield f"{'skipped':<17} {case.name}: {case.missing}"
            continue
        for step in case.steps:
            own = [one for one in found if (one.case, one.step) == (case.name, step)]
            bad = [one for one in own if not any(each.fits(one) for each in listed)]
            verdict = "DIFFERS" if bad else "differs as listed" if own else "equal"
            yield f"{verdict:<17} {case.name}: kg {step}"
            for one in bad:
                yield "    " + f"{one.output}: {one.what}".replace("\n", "\n        ")


def faults(cases: Sequence[Case], found: Sequence[Difference]) -> Iterator[str]:
    """Yield what is wrong: differences that are not listed, and listed ones that did not occur."""
    listed = expected()
    if bad := [one for one in found if not any(each.fits(one) for each in listed)]:
        yield f"{len(bad)} outputs of {len({(b.case, b.step) for b in bad})} commands differ"
    ran = [case.name for case in cases if not case.missing]
    for one in listed:
        could = any(fnmatchcase(name, one.case) for name in ran)
        if could and not any(map(one.fits, found)):
            yield f"listed, but equal: {one.case}: kg {one.step}: {one.output} ({one.reason})"
