"""A case on disk: its folders, its settings, its key and its write lock."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from kg.custody import HASHED, CustodyLog, appending, cut_half_a_line, whole_lines
from kg.errors import LimitExceeded, NotACase, StoreBusy, UsageError
from kg.files import open_own, private_files, write_atomically
from kg.locking import lock_file
from kg.masking.numbering import keyed_hash
from kg.messages import Message
from kg.system_errors import as_kg_errors
from kg.text import visible
from kg.text.toml import parse_toml
from kg.values.moments import named_zone
from kg.values.refused import Refused

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
        """Return the key of this case on a server; another case of the same name has another."""
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
            what = "not-a-case" if self.root.exists() else "no-such-folder"
            raise NotACase(Message(what), where=str(self.root), hint=Message("make-a-case"))

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


ROOMS = ("sources", "ledger", "problems", "saved", "layouts")
"""Folders that every case has."""
FLAT = frozenset({"sources", "problems", "layouts"})
"""Folders that hold files alone."""
GRAPH = ("graph", "graph.checkpoints", "graph.new", "graph.old")
LOST = "lost+found"
FOLDERS = frozenset({*ROOMS, *GRAPH, LOST})
FILES = frozenset(
    {
        *("case.toml", "case.key", "lock", "action.json", "neo4j.grass"),
        *("log.jsonl", "log.texts.jsonl", "log.head"),
        *("judgements.jsonl", "handles.jsonl", "pseudonyms.jsonl", "requests.jsonl"),
    }
)
LARGEST = 1 << 30
"""Bytes of a text that is read whole: ten million handles are 0.6 GB."""
_HINT = Message("case-holds-plain-entries")


def check_entries(root: Path) -> None:
    """Look at everything in a case that kg itself opens, without opening or following it.

    What else lies beside the case's own entries (a page, a note) is never opened and not looked
    at. Raises NotACase that names the first entry which is a link, a pipe, a device or a socket,
    a folder where a file should be, a file where a folder should be, or larger than any case's.
    """
    for entry in _in(root):
        name = entry.name.casefold()  # some file systems do not tell Sources from sources
        if name in FILES:
            _check_file(entry, entry.name)
        elif name in FOLDERS:
            _check_folder(entry, entry.name)
            _check_below(entry.path, entry.name, flat=name in FLAT)


def is_own_entry(path: Path, root: Path) -> bool:
    """Say whether a path lies where kg keeps a case's own files; the case need not be whole."""
    first = path.relative_to(root).parts[0].casefold()
    return first in FOLDERS or first in FILES or first.startswith(".")


def _check_below(folder: str, shown: str, *, flat: bool) -> None:
    waiting = [(folder, shown)]
    while waiting:
        place, shown = waiting.pop()
        for entry in _in(Path(place)):
            name = f"{shown}/{entry.name}"
            if _is_folder(entry):
                if flat:
                    raise _refused(name, Message("is-folder-among-files"))
                waiting.append((entry.path, name))
            else:
                _check_plain(entry, name)


def _in(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what a folder holds; one that a writer has just removed holds nothing."""
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except FileNotFoundError:
        return
    except OSError as error:
        raise NotACase(
            Message("cannot-be-read-because", strerror=error.strerror or str(error)),
            where=str(folder),
        ) from error


def _check_file(entry: os.DirEntry[str], shown: str) -> None:
    _check_plain(entry, shown)
    with suppress(FileNotFoundError):  # action.json, just settled by a writer
        if entry.stat(follow_symlinks=False).st_size > LARGEST:
            raise _refused(shown, Message("is-larger-than", bytes=LARGEST))


def _check_plain(entry: os.DirEntry[str], shown: str) -> None:
    if _is_link(entry):
        raise _refused(shown, Message("is-a-link"))
    if entry.is_dir(follow_symlinks=False):
        raise _refused(shown, Message("is-folder-for-file"))
    if not entry.is_file(follow_symlinks=False):
        raise _refused(shown, Message("is-special-file"))


def _check_folder(entry: os.DirEntry[str], shown: str) -> None:
    if _is_link(entry):
        raise _refused(shown, Message("is-a-link"))
    if not _is_folder(entry):
        raise _refused(shown, Message("is-no-folder-but-should-be"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False) and not _is_link(entry)


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Say whether an entry leads elsewhere; a junction of Windows looks like a folder."""
    if entry.is_symlink():
        return True
    if os.name != "nt":
        return False
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & getattr(stat, "FILE_ATTRIBUTE_REPARSE_POINT", 0))


def _refused(shown: str, what: Message) -> NotACase:
    return NotACase(what, where=visible(shown), hint=_HINT)


ZONE = "Asia/Shanghai"
LARGEST_SETTINGS = 64 << 10
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
    document = _parsed(path)
    if unknown := sorted(document.keys() - set(KEYS)):
        raise _wrong(
            path,
            Message("not-a-setting", key=repr(visible(unknown[0]))),
            hint=Message("there-are", known=KEYS),
        )
    if "name" not in document:
        raise _wrong(path, Message("setting-is-missing", key="'name'"))
    for key, value in document.items():
        if key == "servers":
            if not isinstance(value, list) or not all(isinstance(server, str) for server in value):
                raise _wrong(path, Message("setting-not-texts", key="'servers'"))
        elif not isinstance(value, str):
            raise _wrong(path, Message("setting-not-text", key=repr(key)))
    texts = {key: visible(value) for key, value in document.items() if key != "servers"}
    settings = Settings(**texts, servers=tuple(map(visible, document.get("servers", ()))))
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
        written = stream.read(LARGEST_SETTINGS + 1)
    if len(written) > LARGEST_SETTINGS:
        raise _wrong(path, Message("is-larger-than", bytes=LARGEST_SETTINGS))
    try:
        return parse_toml(written.decode("utf-8"), path.name)
    except (ValueError, LimitExceeded) as error:
        reason = visible(str(error))[:120]
        raise _wrong(path, Message("is-not-toml", said=reason)) from error


def _is_zone(name: str) -> bool:
    try:
        named_zone(name)
    except Refused:
        return False
    return True


def _wrong(path: Path, what: Message, hint: Message | None = None) -> NotACase:
    return NotACase(what, where=path.name, hint=hint)


KEPT_BESIDE: Mapping[str, frozenset[str]] = {
    "new": frozenset({"name"}),
    "load": frozenset({"said", "scope", "account"}),
    "trace": frozenset({"name", "kept", "before"}),
    "chain": frozenset({"name", "kept", "before"}),
    "answer": frozenset({"name", "kept", "before"}),
    "rebuild": frozenset({"restored"}),
    "mark": frozenset({"reason"}),
    "reject": frozenset({"reason"}),
    "window": frozenset({"reason"}),
    "leg": frozenset({"said", "earlier", "reason"}),
    "same": frozenset({"said", "earlier", "reason"}),
    "undo": frozenset({"what"}),
    "export": frozenset({"file", "result"}),
    "ask": frozenset({"question"}),
}
"""By action, the facts whose texts do not stand in its line, at whatever depth of it they are."""
BY_FILE = "saved"
"""A fact whose keys are names of saved results."""
_Texts = dict[str, Any]


class LogTexts:
    """The texts of one case's log; ``key`` is asked for only where there is one to keep or read."""

    def __init__(self, path: Path, key: Callable[[], bytes]) -> None:
        self.path = path
        self._key = key
        self._read: tuple[object, _Texts] = (None, {})

    def hide(self, action: str, facts: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a line may say of these facts; the texts that it does not say are written."""
        new: _Texts = {}
        hiding = _TextHider(
            KEPT_BESIDE.get(action, frozenset()), lambda text: self._mark(text, new)
        )
        hidden = hiding.mapping(facts)
        if new:
            known = self._known()
            self._add({mark: text for mark, text in new.items() if mark not in known})
        return hidden

    def told(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a line with the texts in it that the case still has."""
        known = self._known()
        whole: Mapping[str, Any] = _replaced(line, known) if known else line
        return whole

    def wrong(self) -> list[int]:
        """Return the numbers of lines whose text is not what its hash says; without a key none."""
        key = self._key_or_none()
        lines = enumerate(whole_lines(self.path), start=1)
        return (
            [number for number, line in lines if not _parsed_of_log_texts(line, key)] if key else []
        )

    def _key_or_none(self) -> bytes:
        """Return the key, or nothing where it is lost: a log is read all the same."""
        try:
            return self._key()
        except NotACase:
            return b""

    def _mark(self, text: Any, new: _Texts) -> str:
        mark = _mark_of(self._key(), text)
        new[mark] = text
        return mark

    def _add(self, texts: _Texts) -> None:
        if not texts:
            return
        cut_half_a_line(self.path)
        with appending(self.path) as stream:
            for mark, text in texts.items():
                line = {"hash": mark, "text": text}
                stream.write(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n")
            stream.flush()
            os.fsync(stream.fileno())

    def _known(self) -> _Texts:
        """Return the texts by hash; one that does not have its hash is not believed."""
        if not self.path.exists():
            return {}
        stat = self.path.stat()
        state = (stat.st_size, stat.st_mtime_ns)
        if self._read[0] != state:
            key = self._key_or_none()
            records = [_parsed_of_log_texts(line, key) for line in whole_lines(self.path)]
            self._read = (
                state,
                {mark: text for record in records for mark, text in record.items()},
            )
        return self._read[1]


class _TextHider:
    """One walk over the facts of a line: ``mark`` gives the hash that stands for a text."""

    def __init__(self, keys: frozenset[str], mark: Callable[[Any], str]) -> None:
        self._keys = keys
        self._mark = mark

    def mapping(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._fact(key, value) for key, value in facts.items()}

    def _fact(self, key: str, value: Any) -> Any:
        if key in self._keys and isinstance(value, list | tuple):
            return [self._mark(item) for item in value]
        if key in self._keys:
            return self._mark(value) if value else value
        if key == BY_FILE and self._keys and isinstance(value, Mapping):
            return {self._mark(name): self._inside(item) for name, item in value.items()}
        return self._inside(value)

    def _inside(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self.mapping(value)
        return [self._inside(item) for item in value] if isinstance(value, list | tuple) else value


def _mark_of(key: bytes, text: Any) -> str:
    return HASHED + keyed_hash(key, "log", json.dumps(text, ensure_ascii=False, sort_keys=True))


def _parsed_of_log_texts(line: str, key: bytes) -> _Texts:
    """Return the text of a line by its hash, or nothing where the two do not fit."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(record, dict) or record.keys() != {"hash", "text"}:
        return {}
    return (
        {record["hash"]: record["text"]} if record["hash"] == _mark_of(key, record["text"]) else {}
    )


def _replaced(value: Any, known: _Texts) -> Any:
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, Mapping):
        return {known.get(key, key): _replaced(item, known) for key, item in value.items()}
    return [_replaced(item, known) for item in value] if isinstance(value, list) else value
