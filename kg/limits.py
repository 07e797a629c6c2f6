"""Every ceiling, with its name and its default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from kg.errors import UsageError
from kg.messages import Message

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What kg will read, follow, draw and answer before it stops and says so."""

    # files in
    source_bytes: int = 20_000 * MIB
    unpacked_bytes: int = 20_000 * MIB
    unpack_ratio: int = 200
    zip_members: int = 10_000
    columns: int = 16_384
    field_bytes: int = MIB
    title_lines: int = 30
    records_bytes: int = 256 * MIB
    workbook_cells_bytes: int = 2_000 * MIB
    sheet_area: int = 12_000_000
    sheet_area_per_cell: int = 20
    record_depth: int = 100
    pdf_pages: int = 4_000
    pdf_page_characters: int = 200_000
    balance_share: float = 0.05

    # layouts and other TOML that people write
    toml_depth: int = 50
    layout_bytes: int = 256 * 1024
    layout_text_chars: int = 1_000
    layout_id_parts: int = 5_000
    pattern_size: int = 2_000

    # what a SPARQL endpoint answers
    fetch_seconds: float = 600.0

    # the worker that reads a file: what a small one may take, what each byte or MiB adds, the most
    reader_seconds: float = 120.0
    reader_seconds_per_mib: float = 10.0
    reader_bytes_small: int = 512 * MIB
    reader_bytes_per_byte: int = 200
    reader_bytes: int = 8_000 * MIB

    # the case
    promoted_flows: int = 100_000
    group_rows: int = 500_000
    lake_bytes: int = 3_000 * MIB
    pair_seconds: int = 120
    rail_seconds: int = 120

    # tracing
    hops: int = 8
    hub: int = 1_000
    window_hours: int = 72
    cross_source_skew: int = 120
    trace_edges: int = 2_000_000
    reach_rows: int = 10_000_000
    lake_leg_rows: int = 2_000_000
    findings: int = 1_000
    findings_listed: int = 50
    find_steps: int = 50_000_000
    contacts_listed: int = 200
    pairs_proposed: int = 200

    # pictures
    chain_nodes: int = 150
    map_things: int = 100_000
    map_pairs: int = 300_000

    # queries
    query_seconds: float = 10.0
    query_bytes: int = 2_000 * MIB
    query_rows: int = 10_000
    query_depth: int = 200
    pattern_seconds: int = 60
    cypher_depth: int = 64

    # checks of what the graph holds, for each rule
    check_seconds: float = 120.0
    check_rows: int = 100
    check_listed: int = 5


LIMITS = Limits()


def limits_with(said: Sequence[str]) -> Limits:
    """Return the limits with those that are said otherwise, each as ``name=number``.

    >>> limits_with(["reader_seconds=600"]).reader_seconds
    600.0
    """
    changed: dict[str, Any] = {}
    known: dict[str, float] = asdict(LIMITS)
    for one in said:
        name, _, number = one.partition("=")
        if name not in known:
            raise UsageError(
                Message("no-limit", name=repr(name)),
                hint=Message("one-of-known", known=", ".join(sorted(known))),
            )
        try:
            changed[name] = type(known[name])(number)
        except ValueError:
            changed[name] = -1
        if changed[name] < 0:
            raise UsageError(
                Message("no-number-for", number=repr(number), name=name),
                hint=Message("limit-of-example", name=name),
            )
    return replace(LIMITS, **changed)


def changed_limits(limits: Limits) -> dict[str, float]:
    """Return the limits that are not the default ones, by name."""
    default = asdict(LIMITS)
    return {name: value for name, value in asdict(limits).items() if value != default[name]}
