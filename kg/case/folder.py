"""A case on disk: its folders, its settings, its key and its write lock."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from kg.case.entries import ROOMS, check_entries
from kg.case.log_texts import LogTexts
from kg.case.settings import Settings, as_toml, checked, read_settings
from kg.custody import CustodyLog
from kg.errors import NotACase, StoreBusy
from kg.files import open_own, private_files, write_atomically
from kg.locking import lock_file
from kg.messages import Message
from kg.system_errors import as_kg_errors
from kg.text import visible

KEY_BYTES = 32
_KEY_HINT = Message("restore-case-key")


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
        self.pseudonyms = self.root / "pseudonyms.jsonl"
        self.requests = self.root / "requests.jsonl"
        self.log_texts_file = self.root / "log.texts.jsonl"
        self.log_texts = LogTexts(self.log_texts_file, self.key)
        self.log = CustodyLog(self.root / "log.jsonl", self.log_texts)

    def exists(self) -> bool:
        """Say whether this folder is a case."""
        return self.settings_file.is_file()

    def create(self, settings: Settings) -> None:
        """Make the folder a case, readable by its owner only; refuse any other folder."""
        self._refuse_foreign()
        text = as_toml(checked(settings))
        for room in (self.root, *(self.root / name for name in ROOMS)):
            room.mkdir(parents=True, exist_ok=True)
            room.chmod(0o700)
        write_atomically(self.key_file, secrets.token_bytes(KEY_BYTES))
        write_atomically(self.settings_file, text.encode())

    def check(self) -> Settings:
        """Return the settings of a case that may be opened; of anything else raise NotACase."""
        self._refuse_no_case()
        check_entries(self.root)
        return self.settings()

    def settings(self) -> Settings:
        """Read case.toml, or raise NotACase."""
        self._refuse_no_case()
        return read_settings(self.settings_file)

    def rewrite(self, settings: Settings) -> None:
        """Let case.toml say something else."""
        write_atomically(self.settings_file, as_toml(settings).encode())

    def key(self) -> bytes:
        """Return the secret by which this case re-keys ids in what it hands out."""
        try:
            with self.key_file.open("rb") as stream:
                key = stream.read(KEY_BYTES + 1)
        except FileNotFoundError as error:
            raise NotACase(
                Message("is-missing"), where=self.key_file.name, hint=_KEY_HINT
            ) from error
        if len(key) != KEY_BYTES:
            what = Message("not-so-many-bytes", bytes=KEY_BYTES)
            raise NotACase(what, where=self.key_file.name, hint=_KEY_HINT)
        return key

    def server_key(self) -> str:
        """Return by what a server tells this case from another of the same name."""
        mark = hmac.new(self.key(), b"neo4j", hashlib.sha256).hexdigest()[:12]
        return f"{self.settings().name}·{mark}"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the case's write lock: a kernel lock, so a dead holder never blocks.

        Whatever is written meanwhile, by libraries too, is its owner's alone.
        """
        with as_kg_errors(self.root), self._lock_file() as stream, private_files():
            if not lock_file(stream):
                raise StoreBusy(
                    Message("being-written-by", holder=_holder(stream)), where=self.root.name
                )
            _sign(stream)
            yield

    def _lock_file(self) -> IO[str]:
        descriptor = open_own(self.root / "lock", os.O_RDWR | os.O_CREAT)
        return os.fdopen(descriptor, "r+", encoding="utf-8", errors="replace")

    def new_scratch(self) -> Path:
        """Return a fresh folder on the case's own disk for one load's tables."""
        scratch = self.ledger / f".staging-{secrets.token_hex(6)}"
        scratch.mkdir(mode=0o700)
        return scratch

    def draft(self, name: str) -> Path:
        """Return where a result waits until it is saved under its name."""
        self.drafts.mkdir(mode=0o700, exist_ok=True)
        return self.drafts / name

    def _refuse_no_case(self) -> None:
        if not self.exists():
            raise NotACase(Message("not-a-case"), where=str(self.root), hint=Message("make-a-case"))

    def _refuse_foreign(self) -> None:
        if self.exists():
            raise NotACase(Message("is-case-already"), where=str(self.root))
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise NotACase(
                Message("folder-not-empty"),
                where=str(self.root),
                hint=Message("name-new-folder"),
            )
        if inside := next((p for p in self.root.parents if (p / ".git").exists()), None):
            raise NotACase(
                Message("lies-in-git-work-tree", name=inside.name),
                where=str(self.root),
                hint=Message("keep-personal-data-off-git"),
            )


def _sign(stream: IO[str]) -> None:
    stream.truncate(0)
    stream.write(f"process {os.getpid()} since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
    stream.flush()


def _holder(stream: IO[str]) -> str | Message:
    stream.seek(0)
    return visible(stream.read(100).strip()) or Message("another-process")
