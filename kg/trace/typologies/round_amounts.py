"""Round amounts: an account that gets nearly nothing but round amounts from several payers."""

from __future__ import annotations

from collections.abc import Iterator

from kg.trace.typologies.bursts import find_bursts, marked_rows
from kg.trace.typologies.detector import SearchContext, TypologyHit, Values, length


def round_amounts(context: SearchContext, values: Values) -> Iterator[TypologyHit]:
    """Yield accounts of which nearly all that several others pay in is round."""
    rows, within = context.rows, length(values["within"])
    mark = context.marked(context.multiples(values["unit"]))
    hits = find_bursts(context, mark, True, within, values["payers"], values["rows"], 0.0)
    for account, begin, end, payers, *_ in hits.tolist():
        members = marked_rows(context, mark, True, begin, end)
        among = marked_rows(context, rows.ok, True, begin, end)
        share = len(members) / int((among <= members[-1]).sum())
        if share >= values["share"]:
            yield TypologyHit((account,), members, {"payers": payers, "rows": len(members)})
