"""The id of a flow whose issuer does not number it: made of what its row says, stored nowhere."""

from __future__ import annotations

from kg.sources.mapping import sql

_PARTS = (
    *("source", "target", "coalesce(start_us::VARCHAR, time_text, '')"),
    *("coalesce(end_us::VARCHAR, '')", "coalesce(amount::VARCHAR, '')", "coalesce(currency, '')"),
    *("serial", "ordinal::VARCHAR"),
)


def flow_id(kind: str) -> str:
    """Return SQL for the id of a row of a flow file, from the columns of the contract.

    Equal rows of one file differ by ``ordinal``; a million such hashes cost as much as reading the
    file, and most are never asked for.
    """
    return sql.stable_id(kind, _PARTS)
