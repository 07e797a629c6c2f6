"""Every ceiling, with its name and its default."""

from __future__ import annotations

from dataclasses import dataclass

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
    balance_share: float = 0.05

    # the case
    promoted_flows: int = 100_000
    group_rows: int = 500_000
    pair_seconds: int = 120
    rail_seconds: int = 120

    # tracing
    hops: int = 8
    hub: int = 1_000
    window_hours: int = 72
    cross_source_skew: int = 120
    trace_edges: int = 2_000_000
    findings: int = 1_000
    findings_listed: int = 50
    find_steps: int = 50_000_000
    contacts_listed: int = 200

    # pictures
    chain_nodes: int = 150

    # queries
    query_seconds: float = 10.0
    query_bytes: int = 2_000 * MIB
    query_rows: int = 10_000
    query_depth: int = 200
    cypher_depth: int = 64

    # checks of what the graph holds, for each rule
    check_seconds: float = 120.0
    check_rows: int = 100
    check_listed: int = 5


LIMITS = Limits()
