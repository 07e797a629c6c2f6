"""The front door: what ``import kg`` offers, and how little it loads."""

from __future__ import annotations

import subprocess
import sys

import kg

HEAVY = (
    "duckdb numba numpy pyarrow pyoxigraph rdflib networkx typer rich neo4j pyvis python_calamine"
)


def test_the_public_names_are_sorted_and_there() -> None:
    public = list(getattr(kg, "__all__", []))
    assert public == sorted(public)
    assert all(hasattr(kg, name) for name in public)


def test_every_public_name_says_what_it_promises() -> None:
    for name in getattr(kg, "__all__", []):
        if not name.startswith("__"):
            assert getattr(kg, name).__doc__, name


def test_importing_kg_loads_no_library() -> None:
    code = f"import sys, kg; print(*sorted(set('{HEAVY}'.split()) & set(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
