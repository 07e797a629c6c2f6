"""The names and reasons that the custody log speaks of, kept beside it: its lines hold hashes.

A log is read by others: printed, handed on, held against another copy. What a person typed stays
in the case: a line of the log holds its keyed hash (``hmac:…``), ``log.texts.jsonl`` the text under
that hash. Nobody without the case's key can guess a name from the hash, and a text that was
altered no longer has it. Lines that older versions wrote hold their texts themselves.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kg.custody import HASHED, appending, cut_half_a_line, whole_lines
from kg.errors import NotACase
from kg.masking.keyed import keyed_hash

KEPT_BESIDE: Mapping[str, frozenset[str]] = {
    "new": frozenset({"name"}),
    "load": frozenset({"said", "scope"}),
    "trace": frozenset({"name", "kept", "before"}),
    "chain": frozenset({"name", "kept", "before"}),
    "rebuild": frozenset({"restored"}),
    "mark": frozenset({"reason"}),
    "reject": frozenset({"reason"}),
    "window": frozenset({"reason"}),
    "leg": frozenset({"said", "earlier", "reason"}),
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
        hiding = _Hiding(KEPT_BESIDE.get(action, frozenset()), lambda text: self._mark(text, new))
        hidden = hiding.mapping(facts)
        if new:
            known = self._known()
            self._add({mark: text for mark, text in new.items() if mark not in known})
        return hidden

    def told(self, line: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a line with the texts in it that the case still has."""
        known = self._known()
        told: Mapping[str, Any] = _replaced(line, known) if known else line
        return told

    def wrong(self) -> list[int]:
        """Return the numbers of lines whose text is not what its hash says; without a key none."""
        key = self._key_or_none()
        lines = enumerate(whole_lines(self.path), start=1)
        return [number for number, line in lines if not _parsed(line, key)] if key else []

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
            found = [_parsed(line, key) for line in whole_lines(self.path)]
            self._read = (state, {mark: text for one in found for mark, text in one.items()})
        return self._read[1]


class _Hiding:
    """One walk over the facts of a line: ``mark`` gives the hash that stands for a text."""

    def __init__(self, keys: frozenset[str], mark: Callable[[Any], str]) -> None:
        self._keys = keys
        self._mark = mark

    def mapping(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._fact(key, value) for key, value in facts.items()}

    def _fact(self, key: str, value: Any) -> Any:
        if key in self._keys and isinstance(value, list | tuple):
            return [self._mark(one) for one in value]
        if key in self._keys:
            return self._mark(value) if value else value
        if key == BY_FILE and self._keys and isinstance(value, Mapping):
            return {self._mark(name): self._inside(one) for name, one in value.items()}
        return self._inside(value)

    def _inside(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self.mapping(value)
        return [self._inside(one) for one in value] if isinstance(value, list | tuple) else value


def _mark_of(key: bytes, text: Any) -> str:
    return HASHED + keyed_hash(key, "log", json.dumps(text, ensure_ascii=False, sort_keys=True))


def _parsed(line: str, key: bytes) -> _Texts:
    """Return the text of a line by its hash, or nothing where the two do not fit."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict) or said.keys() != {"hash", "text"}:
        return {}
    return {said["hash"]: said["text"]} if said["hash"] == _mark_of(key, said["text"]) else {}


def _replaced(value: Any, known: _Texts) -> Any:
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, Mapping):
        return {known.get(key, key): _replaced(one, known) for key, one in value.items()}
    return [_replaced(one, known) for one in value] if isinstance(value, list) else value
