"""The currency of what moved: told by a column, a header, a sign, a title or a contract, or asked.

Where rows name their currency that column is read; else all amounts are of one currency.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from kg.messages import Message
from kg.sources.proposal.amount_entries import are_raw, is_of_chain
from kg.sources.proposal.answers import said_currency
from kg.sources.proposal.cell_forms import MOSTLY, reads, share, some_of
from kg.sources.proposal.column_roles import MOVED, TableColumn, currency_of, is_money
from kg.sources.proposal.countries import HOME_CURRENCY
from kg.sources.proposal.guess_column import drafting_rules, role_of_header
from kg.sources.proposal.home_country import currencies_of_amounts
from kg.sources.proposal.moved_amounts import OF_ANOTHER_CURRENCY
from kg.sources.proposal.own_account import told_by_titles
from kg.sources.proposal.proposal import PossibleAnswer
from kg.sources.proposal.table_draft import TableDraft
from kg.values.currencies import SCALES, SYMBOLS
from kg.values.wallets import parse_wallet

_COINS_OF_CHAINS = ("USDT", "USDC", "ETH", "BTC", "XXX")
"""What may be asked about where nothing tells what a chain moved: never the money of a state."""
_MOST_OFFERED = 7
_OF_TRADITIONAL = ("TWD", "HKD", "MOP")
"""What a table in Chinese may count that nothing shows to be from the mainland."""
_GAME_COIN = re.compile(
    r"[(\[_]([\u4e00-\u9fff]{0,6}(?:币|幣|钻|鑽|豆|点数|积分|金币|钻石))[)\]]?$"
)
"""What live streams and games pay with, in a header: 总价(快币)."""
_COIN = re.compile(r"[(\[]([A-Z]{2,6})[)\]]")
"""The code of a coin in a header, where it is not one that is known."""


def currency_of_flow(draft: TableDraft) -> dict[str, Any]:
    """Return what of a flow says in which currency its amounts are.

    Raises:
        LayoutError: Amounts are in units of tokens or coins that nothing tells, or rows trade one
            currency for another.
    """
    if (column := _currency_column(draft)) is not None:
        if column.filled >= MOSTLY:
            # a cell that names no currency is a row that is listed, never one of another
            return {"currency": "currency"}
        return {"currency": "currency", "default_currency": one_currency(draft)}
    if (contract := _contract(draft)) is not None:
        return _by_contract(draft, contract)
    if (token := _token_of_chain(draft)) is not None:
        token.role = "currency"
        return {"currency": "currency"}
    told, pattern = told_by_titles(draft.sample, "currency")
    if pattern and currency_of(told) and draft.of("source") is None:
        about = {"names": [], "type": "currency", "head": pattern}
        draft.more_columns.setdefault("currency", about)
        return {"currency": "currency"}
    return {"default_currency": one_currency(draft)}


def one_currency(draft: TableDraft) -> str:
    """Return the currency of all amounts: answered, told by a header or a sign, or assumed.

    Raises:
        LayoutError: The rows trade one currency for another: no one currency is that of all; or
            they move a coin that is not known.
    """
    draft.currency = _one_currency(draft)
    return draft.currency


def _one_currency(draft: TableDraft) -> str:
    _refuse_trades(draft)
    if draft.answers.currency:
        return said_currency(draft.answers)
    told = currencies_of_amounts(draft.moved)
    if len(told) == 1:
        return next(iter(told))
    _refuse_unknown_coin(draft)
    if what := _currency_in_doubt(draft):
        home_code = (draft.home.certain.currency,) if draft.home.certain else ()
        likely = tuple(dict.fromkeys((*home_code, *_likely_currencies(draft))))
        if what.id == "coin-of-header":
            likely = ("XXX", *home_code)
        draft.ask("currency", what, (PossibleAnswer(c, Message("answer-currency")) for c in likely))
        return str(likely[0])
    home = draft.home.certain
    if home and not is_of_chain(draft):
        draft.assumed.append(Message("assumed-currency", currency=home.currency))
        return home.currency
    likely = _likely_currencies(draft)
    answers = (PossibleAnswer(code, Message("answer-currency")) for code in likely)
    draft.ask("currency", Message("which-currency"), answers)
    return likely[0]


def _currency_in_doubt(draft: TableDraft) -> Message | None:
    """Return the question about a column of currencies that names none, or about coins of a game.

    No country's currency is taken for what such a file says and kg does not understand.
    """
    for column in draft.table.not_understood:
        if column.role == "other":
            cells = some_of(column.cells)[:2]
            return Message("currency-column-not-understood", column=column.name, cells=cells)
    for column in draft.filled(*MOVED):
        if match := _GAME_COIN.search(unicodedata.normalize("NFKC", column.header)):
            return Message("coin-of-header", column=column.name, coin=match[1])
    return None


def _likely_currencies(draft: TableDraft) -> tuple[str, ...]:
    """Return the currencies of which one may be that of all amounts, the likeliest first."""
    signed, home = _currencies_of_signs(draft), draft.home
    usual = _OF_TRADITIONAL if draft.table.zh else (HOME_CURRENCY, "USD")
    if is_of_chain(draft):
        return _coins_of_wallets(draft) or _COINS_OF_CHAINS
    likely = signed or _coins_of_wallets(draft) or usual
    if home.likely:
        return likely if home.likely.currency in likely else (home.likely.currency, *likely)
    if home.worded:
        worded = tuple(country.currency for country in home.worded)
        fitting = [code for code in worded if not signed or code in _all_of_signs(draft)]
        return tuple(dict.fromkeys((*fitting, *signed))) or worded
    return likely


# -- a column that names it ------------------------------------------------------------------------


def _currency_column(draft: TableDraft) -> TableColumn | None:
    """Return the column that names the currency of what moved; all others are of no use."""
    moved = draft.filled(*MOVED)
    carried = {c.amount.currency for c in moved if c.amount and c.amount.strip}
    carried |= _currencies_of_headers(draft, moved)
    for column in draft.filled("currency"):
        if carried and {currency_of(cell) or cell for cell in column.cells} - carried:
            column.role = "other"  # the amounts say their own currency, and it is another one
    columns = draft.filled("currency")
    if not columns:
        return None
    best = _beside_amount(draft, columns)
    if best.filled < MOSTLY and currencies_of_amounts(draft.moved):
        # the amounts' own header says it; the column is of other amounts
        best.role = "other"
        return None
    for column in columns:
        column.role = "currency" if column is best else "other"
    return best


def _currencies_of_headers(draft: TableDraft, moved: Sequence[TableColumn]) -> set[str]:
    """Return the currencies that the headers of what moved say where others say none.

    ``金额(元)`` means any currency. Beside an amount under a header with a code, and another
    under one without, the column of currencies tells that other amount's.
    """
    named = {c.amount.currency for c in moved if c.amount}
    if not all(c.amount and c.amount.currency in c.header.upper() for c in moved):
        return set()
    others = [c for c in draft.columns if c.amount and is_money(c) and c not in moved]
    others = [c for c in others if role_of_header(c.header) == "amount"]
    apart = any(not c.amount.currency for c in others if c.amount)
    return named if apart and "" not in named else set()


def _beside_amount(draft: TableDraft, columns: Sequence[TableColumn]) -> TableColumn:
    """Return the currency of what moved: of several, the one that is called so, or stands beside.

    ``Amount`` is in ``Currency``, not in ``To Currency``; else that beside it, rather behind.
    """
    moved = next(c for role in MOVED if (c := draft.of(role)))
    alike = drafting_rules()["trades"]["alike"]

    def rank(column: TableColumn) -> tuple[bool, bool, float, int]:
        steps = column.place - moved.place
        foreign = bool(OF_ANOTHER_CURRENCY.search(column.header))
        steps += 100 * foreign
        called_so = re.sub(alike, "", column.header) == re.sub(alike, "", moved.header)
        return column.filled >= MOSTLY, called_so, -abs(steps) + 0.5 * (steps > 0), -column.place

    return max(columns, key=rank)


# -- the contract of a token -----------------------------------------------------------------------


def _contract(draft: TableDraft) -> TableColumn | None:
    """Return the column of the contracts that issue what wallets sent, if there is one."""
    contract, amount = draft.of("contract"), draft.of("amount")
    if contract is None or draft.of("source") is None:
        return None
    if amount and len(set(contract.cells)) == 1 and are_raw(draft, amount):
        return None  # of one token the unit can be asked
    return contract if contract.party and contract.party.sort == "wallet" else None


def _token_of_chain(draft: TableDraft) -> TableColumn | None:
    """Return the column of what issues tokens on a chain whose addresses have no checksum."""
    contract = draft.of("contract")
    filled = contract is not None and contract.filled >= MOSTLY
    return contract if filled and is_of_chain(draft) else None


def _by_contract(draft: TableDraft, contract: TableColumn) -> dict[str, Any]:
    """Return what says which token moved: its contract, unless amounts are in raw units."""
    amount = draft.of("amount")
    if amount and are_raw(draft, amount):
        raise draft.refusal(Message("raw-units-of-tokens", column=amount.name))
    contract.about["type"] = "wallet"
    return {"contract": "contract", "default_currency": ""}


# -- one currency of all ---------------------------------------------------------------------------


def _refuse_trades(draft: TableDraft) -> None:
    """Refuse to give one currency to rows whose cells name pairs of them.

    Raises:
        LayoutError: The rows trade one currency for another.
    """
    pair = re.compile(drafting_rules()["trades"]["parted"])
    for column in draft.columns:
        cells = some_of(column.cells)
        if cells and share(cells, lambda cell: bool(pair.fullmatch(cell))) >= MOSTLY:
            named = column.header or column.name
            what = Message("rows-trade-currencies", column=named, cells=column.cells[:2])
            raise draft.refusal(what, Message("write-two-flows"))


def _refuse_unknown_coin(draft: TableDraft) -> None:
    """Refuse to take amounts of a coin that their headers name for those of any other.

    Raises:
        LayoutError: Between wallets, every header of what moved names one that is not known.
    """
    moved = draft.filled(*MOVED)
    named = [_COIN.search(c.header) for c in moved]
    wallets = any(c.party and c.party.sort == "wallet" for c in draft.columns)
    coins = {match[1] for match in named if match}
    if wallets and moved and all(named) and len(coins) == 1:
        coin = coins.pop()
        what = Message("coin-not-known", column=moved[0].name, coin=coin)
        raise draft.refusal(what, Message("write-the-coin", coin=coin))


def _coins_of_wallets(draft: TableDraft) -> tuple[str, ...]:
    """Return the coins that addresses in the table may have moved, the likeliest first."""
    chains = {
        parse_wallet(cell).chain
        for c in draft.columns
        if c.party and c.party.sort == "wallet"
        for cell in some_of(c.cells)
        if reads(parse_wallet)(cell)
    }
    coins = drafting_rules()["coins"]
    return tuple(coin for chain in sorted(chains) for coin in coins[chain])


def _all_of_signs(draft: TableDraft) -> frozenset[str]:
    cells = {cell for c in draft.moved for cell in some_of(c.cells)}
    may = [SYMBOLS[sign] for sign in SYMBOLS if any(sign in cell for cell in cells)]
    return frozenset.intersection(*may) if may else frozenset()


def _currencies_of_signs(draft: TableDraft) -> tuple[str, ...]:
    """Return the currencies that the signs before the amounts may stand for, if any stands."""
    codes = _all_of_signs(draft)
    return tuple(code for code in SCALES if code in codes)[:_MOST_OFFERED]
