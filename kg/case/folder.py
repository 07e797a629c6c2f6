"""A case on disk: its folders, its settings, its key and its write lock."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.custody import CustodyLog
from kg.errors import NotACase, StoreBusy
from kg.locking import lock_file
from kg.system_errors import as_kg_errors

ZONE = "Asia/Shanghai"
ROOMS = ("sources", "ledger", "problems", "saved", "layouts")


@dataclass(frozen=True, slots=True)
class Settings:
    """What case.toml says: no secrets, only what a reader of the folder may know."""

    name: str
    zone: str = ZONE
    marking: str = ""
    ontology: str = ""
    servers: tuple[str, ...] = ()
    """Where the case was pushed to, the last one last."""


class CaseFolder:
    """The paths of one case; nothing here knows what stands in the files."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.settings_file = self.root / "case.toml"
        self.key_file = self.root / "case.key"
        self.sources = self.root / "sources"
        self.ledger = self.root / "ledger"
        self.problems = self.root / "problems"
        self.saved = self.root / "saved"
        self.layouts = self.root / "layouts"
        self.graph = self.root / "graph"
        self.drafts = self.saved / ".drafts"
        self.under_way = self.root / "action.json"
        self.judgements = self.root / "judgements.jsonl"
        self.handles = self.root / "handles.jsonl"
        self.log = CustodyLog(self.root / "log.jsonl")

    def exists(self) -> bool:
        """Say whether this folder is a case."""
        return self.settings_file.is_file()

    def create(self, settings: Settings) -> None:
        """Make the folder a case, readable by its owner only; refuse any other folder."""
        self._refuse_foreign()
        for room in (self.root, *(self.root / name for name in ROOMS)):
            room.mkdir(parents=True, exist_ok=True)
            room.chmod(0o700)
        write_atomically(self.key_file, secrets.token_bytes(32))
        self.key_file.chmod(0o600)
        write_atomically(self.settings_file, _toml(settings).encode())

    def settings(self) -> Settings:
        """Read case.toml, or raise NotACase."""
        if not self.exists():
            raise NotACase(
                "is not a case", where=str(self.root), hint="make one with `kg new` or `kg open`"
            )
        try:
            told = tomllib.loads(self.settings_file.read_text(encoding="utf-8"))
            return Settings(**{**told, "servers": tuple(told.get("servers", ()))})
        except (tomllib.TOMLDecodeError, TypeError) as error:
            raise NotACase(f"case.toml cannot be read ({error})", where=str(self.root)) from error

    def rewrite(self, settings: Settings) -> None:
        """Let case.toml say something else."""
        write_atomically(self.settings_file, _toml(settings).encode())

    def key(self) -> bytes:
        """Return the secret by which this case re-keys ids in what it hands out."""
        return self.key_file.read_bytes()

    def server_key(self) -> str:
        """Return by what a server tells this case from another of the same name."""
        mark = hmac.new(self.key(), b"neo4j", hashlib.sha256).hexdigest()[:12]
        return f"{self.settings().name}·{mark}"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the case's write lock: a kernel lock, so a dead holder never blocks."""
        lock = self.root / "lock"
        with as_kg_errors(self.root), lock.open("a+", encoding="utf-8") as stream:
            if not lock_file(stream):
                raise StoreBusy(f"is being written by {_holder(stream)}", where=self.root.name)
            _sign(stream)
            yield

    def new_scratch(self) -> Path:
        """Return a fresh folder on the case's own disk for one load's tables."""
        scratch = self.ledger / f".staging-{secrets.token_hex(6)}"
        scratch.mkdir(mode=0o700)
        return scratch

    def draft(self, name: str) -> Path:
        """Return where a result waits until it is saved under its name."""
        self.drafts.mkdir(mode=0o700, exist_ok=True)
        return self.drafts / name

    def clean(self, shelves: set[str]) -> None:
        """Remove what a killed action left behind; only the lock's holder may call this.

        A shelf's name begins with its source's hash, of which one file is kept.
        """
        for leftover in (*self.ledger.glob(".staging-*"), self.drafts):
            shutil.rmtree(leftover, ignore_errors=True)
        for half in (*self.saved.glob(".trace-*"), *self.root.glob(f".{self.under_way.name}.*")):
            half.unlink()
        shas = {name[:64] for name in shelves}
        for room in (self.ledger, self.sources, self.problems):
            for path in room.iterdir():
                kept = path.name[:64] in shas
                if room != self.sources:
                    kept = path.name.removesuffix(".jsonl") in shelves
                if len(path.name) >= 64 and not kept:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _refuse_foreign(self) -> None:
        if self.exists():
            raise NotACase("is a case already", where=str(self.root))
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise NotACase(
                "is not empty, and a case never moves in with other files",
                where=str(self.root),
                hint="name a new folder",
            )
        if inside := next((p for p in self.root.parents if (p / ".git").exists()), None):
            raise NotACase(
                f"lies inside the git work tree {inside.name}",
                where=str(self.root),
                hint="personal data must not be one `git add` away: choose another place",
            )


def write_atomically(path: Path, content: bytes) -> None:
    """Write a whole file or nothing: a temporary name beside it, flushed, then renamed."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with as_kg_errors():
        try:
            with temporary.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def _toml(settings: Settings) -> str:
    lines = [
        f"name = {json.dumps(settings.name, ensure_ascii=False)}",
        f'zone = "{settings.zone}"',
        f"marking = {json.dumps(settings.marking, ensure_ascii=False)}",
        f'ontology = "{settings.ontology}"',
    ]
    if settings.servers:
        lines.append(f"servers = {json.dumps(settings.servers, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _sign(stream: IO[str]) -> None:
    stream.truncate(0)
    stream.write(f"process {os.getpid()}")
    stream.flush()


def _holder(stream: IO[str]) -> str:
    stream.seek(0)
    return stream.read().strip() or "another process"
