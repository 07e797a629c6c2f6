"""The time-sorted arrays of one flowing class: made once beside the index, mapped ever after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from kg.errors import NotFound
from kg.ledger.base import FlowIndex
from kg.ledger.deriving import derived
from kg.ledger.laying_out import ABOUT, TYPES, lay_out
from kg.messages import Message
from kg.records import as_kg_wrote

if TYPE_CHECKING:
    from kg.ledger.index import Index

ARRAYS = (
    *TYPES,
    "out_ptr",
    "out_idx",
    "in_ptr",
    "in_idx",
    "counterparties",
    "hub_kind",
    "is_end",
    "opening_account",
    "opening_currency",
    "opening_amount",
    "opening_at",
    "wide_at",
    "wide_high",
    "wide_low",
    "opening_high",
    "opening_low",
)


class Words(Sequence[str]):
    """ASCII texts by position, read from a mapped file only where they are asked for."""

    def __init__(self, words: NDArray[np.bytes_]) -> None:
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        found = self._words[place]
        if isinstance(place, slice):
            return [word.decode() for word in found.tolist()]
        return bytes(found).decode()

    def __iter__(self) -> Iterator[str]:
        return (word.decode() for word in self._words.tolist())

    def index(self, word: Any, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a text, or raise ValueError as lists do."""
        found = np.flatnonzero(self._words[start:stop] == str(word).encode())
        if not len(found):
            raise ValueError(f"{word} is not here")
        return int(found[0]) + start


def open_flow_index(index: Index, kind: str) -> FlowIndex:
    """Return the arrays of a flowing class, derived now if they were not before."""
    if kind not in index.flow_classes:
        raise NotFound(Message("none-in-case", kind=kind), hint=Message("load-file-with-some"))
    place = index.folder / f"columns_{kind}"
    return _open(derived(place, lambda work: lay_out(index, kind, work)))


def _open(place: Path) -> FlowIndex:
    path = place / ABOUT
    with as_kg_wrote(path):
        about = json.loads(path.read_text(encoding="utf-8"))
        said = {
            "currencies": tuple(about["currencies"]),
            "scales": tuple(10**digits for digits in about["digits"]),
            "wide": tuple(about["wide"]),
            "left_out": about["left_out"],
        }
    return FlowIndex(
        **{name: _load(place, name) for name in ARRAYS},
        links=Words(_load(place, "links")),
        accounts=Words(_load(place, "accounts")),
        **said,
    )


def _load(place: Path, name: str) -> Any:
    path = place / f"{name}.npy"
    with as_kg_wrote(path):
        mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped)  # the plain array over the same pages: a memmap is slow to index
