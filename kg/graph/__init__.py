"""What is connected: facts and what proves them, in a store that changes whole or not at all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from kg.graph.base import GraphCount, Misderived, Retold, Shortcuts, Store
from kg.graph.class_tree import ClassTree, class_tree
from kg.rules import Rules

__all__ = [
    "STORES",
    "ClassTree",
    "GraphCount",
    "Misderived",
    "Retold",
    "Shortcuts",
    "Store",
    "class_tree",
    "open_store",
]

STORES = {
    "memory": "kg.graph.memory:open_memory",
    "oxigraph": "kg.graph.oxigraph:open_oxigraph",
}


def open_store(
    folder: Path,
    *,
    read_only: bool = False,
    shortcuts: Shortcuts | None = None,
    rules: Rules = (),
    classes: ClassTree = frozenset(),
    name: str = "oxigraph",
) -> Store:
    """Open a store by name; read-only opens the newest checkpoint and never waits for a writer.

    ``classes`` is what a store that answers SPARQL keeps beside its facts (:func:`class_tree`).
    """
    module, function = STORES[name].split(":")
    store: Store = getattr(import_module(module), function)(
        folder, read_only=read_only, shortcuts=shortcuts or {}, rules=rules, classes=classes
    )
    return store
