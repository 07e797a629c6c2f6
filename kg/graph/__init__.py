"""What is connected: facts and what proves them, in a store that changes whole or not at all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from kg.graph.base import GraphCount, Misderived, Retold, Shortcuts, Store
from kg.rules import Rules

__all__ = ["STORES", "GraphCount", "Misderived", "Retold", "Shortcuts", "Store", "open_store"]

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
    name: str = "oxigraph",
) -> Store:
    """Open a store by name; read-only opens the newest checkpoint and never waits for a writer."""
    module, function = STORES[name].split(":")
    store: Store = getattr(import_module(module), function)(
        folder, read_only=read_only, shortcuts=shortcuts or {}, rules=rules
    )
    return store
