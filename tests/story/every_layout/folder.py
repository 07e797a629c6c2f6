"""A folder with one file of every layout, and what must come out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from tests.story.every_layout import (
    banks,
    calls,
    chains,
    datasets,
    exchanges,
    foreign,
    leaked,
    messages,
    newer,
    platforms,
    purses,
    typed,
)
from tests.story.every_layout.page import Made

MAKERS: Sequence[Callable[[Random], Made]] = (
    banks.bank_flow, banks.bank_debit_credit, banks.bank_signed, banks.companions,
    purses.wechat_bill, purses.alipay_records, purses.alipay_bill, purses.alipay_trades,
    purses.alipay_users, purses.tenpay_trades, purses.tenpay_users, leaked.data_batch,
    calls.calls, calls.calls_both_numbers, calls.calls_bill,
    chains.etherscan, chains.trc20, chains.address_tags,
    platforms.live_gifts, platforms.running_points, platforms.posts, platforms.logins,
    typed.relations, typed.statements, typed.victims, typed.data_sales, typed.companies,
    typed.edges,
    foreign.amlsim, foreign.fincen_map, foreign.neo4j,
    messages.bank_entries, messages.chat_messages, messages.mail, messages.contacts,
    messages.wechat_messages, messages.wechat_chats, messages.sms_backup,
    newer.jd_bill, newer.meituan_bill, newer.alipay_ledger, newer.wechat_merchant,
    newer.bscscan, newer.etherscan_internal,
    newer.ethereum_etl, newer.ibm_aml, newer.binance_statement, newer.nodes,
    datasets.finbench, datasets.saml_d, datasets.paysim, datasets.elliptic,
    datasets.offshore_leaks, datasets.opensanctions_targets, datasets.entity_records,
    datasets.wallet_flows,
    datasets.wallet_sums, exchanges.okx_funding, exchanges.coinbase, exchanges.kraken_ledgers,
    exchanges.huobi_trades,
    exchanges.blockchair_wallet, exchanges.etherscan_api, exchanges.etherscan_api_tokens,
    datasets.wallet_receipts, datasets.amlsim_output, exchanges.oklink_tokens, datasets.matrix,
    datasets.node_link, datasets.graph_facts,
    calls.calls_india, calls.calls_india_both, calls.call_backup, banks.card_bill,
    banks.card_bill_sides, banks.card_postings,
)  # fmt: skip

#: The layout of the rows that `--owner` writes: no file of it lies in the folder.
WRITTEN_BY_OWNER = "owners"


def make(seed: int) -> list[Made]:
    """Return the files of a seed."""
    return [maker(Random(f"{seed} {maker.__name__}")) for maker in MAKERS]


def write(folder: Path, seed: int) -> list[Made]:
    """Write the files of a seed into a folder of folders."""
    made = make(seed)
    for number, one in enumerate(made):
        place = folder / ("一", "二/三")[number % 2]
        place.mkdir(parents=True, exist_ok=True)
        (place / one.name).write_bytes(one.data)
    return made
