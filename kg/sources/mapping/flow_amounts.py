"""How much a row moves and which way, where not one column says it: two amounts, or a sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.messages import Message
from kg.sources.layout import LayoutFlow, When
from kg.sources.mapping import sql
from kg.sources.mapping.typed_rows import RowsRefused, TypedRows, columns_said
from kg.values.token_contracts import known_tokens

_SIGNS = {
    "": (("<", "out"), (">", "in")),
    "minus": (("<", "out"), (">", "in")),
    "plus": (("<", "in"), (">", "out")),
}
#: What is refused: a condition, and why.
Refusals = Iterator[tuple[str, RowsRefused]]


def amount(frame: TypedRows, flow: LayoutFlow) -> str:
    """Return SQL for what moved: the filled one of two amounts, a signed one without its sign."""
    value = frame.value
    if flow.debit:
        return f"coalesce(nullif({value(flow.debit)}, 0), {value(flow.credit)}, 0)"
    return f"abs({value(flow.amount)})" if flow.signed else value(flow.amount)


def currency(frame: TypedRows, flow: LayoutFlow) -> str:
    """Return SQL for the code of what moved: of a token, what its contract issues."""
    code = f"coalesce({frame.value(flow.currency)}, {sql.lit(flow.default_currency)})"
    if not frame.has(flow.contract):
        return code
    contract = frame.value(flow.contract)
    known = [
        (f"{contract} = {sql.lit(token.contract)}", sql.lit(token.code))
        for token in known_tokens().values()
    ]
    return sql.case([(f"({contract}) IS NULL", code), *known], contract)


def token(frame: TypedRows, flow: LayoutFlow) -> dict[str, str]:
    """Return, by property, SQL for the contract, chain and decimals of what moved, if it is one."""
    if not flow.contract:
        return {}
    if not frame.has(flow.contract):
        return dict.fromkeys(("tokenContract", "tokenChain", "tokenDecimals"), "NULL::VARCHAR")
    contract, known = frame.value(flow.contract), known_tokens().values()
    same = [(f"{contract} = {sql.lit(known_token.contract)}", known_token) for known_token in known]
    chain = sql.case(
        [(test, sql.lit(known_token.chain)) for test, known_token in same],
        frame.form(flow.contract),
    )
    return {
        "tokenContract": contract,
        "tokenChain": f"CASE WHEN ({contract}) IS NOT NULL THEN {chain} END",
        "tokenDecimals": sql.case(
            [(test, sql.lit(str(known_token.decimals))) for test, known_token in same]
        ),
    }


def direction(frame: TypedRows, flow: LayoutFlow, test: Callable[[When], str]) -> str:
    """Return SQL for whether money left the reporting account (out) or reached it (in)."""
    if not flow.own:
        return "''"
    direction_text = frame.value(flow.direction)
    if flow.direction and not flow.directions:
        return direction_text
    whens = [(f"{direction_text} IN ('out', 'in')", direction_text)] if flow.direction else []
    whens += [
        (condition, sql.lit(when.then)) for when in flow.directions if (condition := test(when))
    ]
    return sql.case([*whens, *_by_amount(frame, flow)])


def _by_amount(frame: TypedRows, flow: LayoutFlow) -> Iterator[tuple[str, str]]:
    if flow.debit:
        yield f"{frame.value(flow.debit)} <> 0", "'out'"
        yield f"{frame.value(flow.credit)} <> 0", "'in'"
    if flow.signed:
        for sign, way in _SIGNS[flow.out_sign]:
            yield f"{frame.value(flow.amount)} {sign} 0", sql.lit(way)


def doubts(frame: TypedRows, flow: LayoutFlow, test: Callable[[When], str]) -> Refusals:
    """Yield what leaves open how much a row moves, or which way."""
    if flow.debit:
        both = f"{frame.value(flow.debit)} <> 0 AND {frame.value(flow.credit)} <> 0"
        columns = columns_said([flow.debit, flow.credit])
        yield both, RowsRefused("two_amounts", Message("both-hold-an-amount", columns=columns))
    # who says which sign goes out has looked: all rows may go one way
    if flow.signed and not flow.out_sign and not _any_below_zero(frame, flow, test):
        yield "true", RowsRefused("unsigned", Message("no-row-below-zero"), "amount")
    if flow.contract:
        neither = Message("neither-currency-nor-contract")
        yield f"({currency(frame, flow)}) = ''", RowsRefused("currency", neither, flow.currency)
    if flow.directions:
        aimless = f"({direction(frame, flow, test)}) IS NULL"
        yield aimless, RowsRefused("direction", Message("neither-in-nor-out"))


def _any_below_zero(frame: TypedRows, flow: LayoutFlow, test: Callable[[When], str]) -> bool:
    """Say whether a minus stands before an amount that undoes no other and has not failed."""
    status = sql.case([(t, sql.lit(w.then)) for w in flow.status if (t := test(w))], "'ok'")
    below = f"{frame.value(flow.amount)} < 0 AND {status} = 'ok'"
    columns = [flow.amount, *(when.column for when in flow.status if frame.has(when.column))]
    result = frame.con.execute(f"SELECT 1 FROM {frame.rows(columns)} WHERE {below} LIMIT 1")
    return result.fetchone() is not None
