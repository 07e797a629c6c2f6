"""Whether the kernels still have to be compiled on this machine, which is slow and done once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def is_cold(kernel: Callable[..., Any]) -> bool:
    """Say whether nothing compiled of this kernel is kept on disk yet."""
    place = Path(kernel.stats.cache_path)  # type: ignore[attr-defined]
    name = f"{Path(kernel.py_func.__code__.co_filename).stem}.{kernel.__name__}-"  # type: ignore[attr-defined]
    return not any(path.name.startswith(name) for path in place.glob("*.nbi"))


def tracing_is_cold() -> bool:
    """Say whether the first trace on this machine is still to come."""
    from kg.trace.traversal import next_hop

    return is_cold(next_hop)


def reach_is_cold() -> bool:
    """Say whether the first question of reach on this machine is still to come."""
    from kg.trace.reach_scan import scan

    return is_cold(scan)
