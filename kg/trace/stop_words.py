"""What a stop says: why the trace did not go on, and what a person can request."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Said

SAID: Mapping[str, Said] = {
    "end": Said(
        "资金在此离开账户体系（取现、手续费、消费等）：调取柜面、ATM 或商户凭证",
        "the money leaves the accounts here (cash, fee, purchase): request the counter, ATM or "
        "merchant records",
    ),
    "hub": Said(
        "在此停止：{detail}，混同大量他人资金；向其调取该笔入账的对应出账，或用 --through 继续",
        "stopped here: {detail}, so others' money mixes in; request its return for these "
        "payments, or pass with --through",
    ),
    "company": Said(
        "在此停止：支付机构的汇集账户，众多用户的资金在此混同；向{company.zh}调取对方银行卡所绑用户的"
        "注册信息（含绑定银行卡）和交易明细，载入后沿该用户自己的账户继续追踪",
        "stopped here: a payment company's pooled account, where the money of many users meets; "
        "request from {company.en} the registration (with bound cards) and the trades of the user "
        "whose card is on the other side: once loaded, the trace goes on through that user's own "
        "account",
    ),
    "untraced_end": Said(
        "有转账在此离开账户体系，但按所用规则，被追踪的资金没有到达：无须据此调取",
        "transfers leave the accounts here, but by this rule nothing of the traced money is among "
        "them: nothing to request for it",
    ),
    "untraced_hub": Said(
        "在此停止：{detail}；但按所用规则，被追踪的资金没有到达：无须据此调取",
        "stopped here: {detail}; by this rule nothing of the traced money reached it: nothing to "
        "request for it",
    ),
    "untraced_company": Said(
        "在此停止：支付机构的汇集账户；但按所用规则，被追踪的资金没有到达：无须据此调取",
        "stopped here: a payment company's pooled account; by this rule nothing of the traced "
        "money reached it: nothing to request for it",
    ),
    "hops": Said(
        "达到层级上限 {hops}，其后的转账未追踪：用 --hops 放宽",
        "the limit of {hops} hops is reached and later transfers are not followed: raise --hops",
    ),
    "limit": Said(
        "达到追踪笔数上限 {edges:,}，其后的转账未追踪：缩小范围或提高上限",
        "the limit of {edges:,} transfers is reached: narrow the question or raise the limit",
    ),
    "window": Said(
        "资金停留超过 {within} 后才转出，该转账未追踪：用 --within 放宽",
        "the money went on after more than {within}, which was not followed: raise --within",
    ),
    "floor": Said(
        "以低于 {floor} 的转账转出，未追踪：降低 --floor",
        "the money went on in transfers below {floor}, which are not followed: lower --floor",
    ),
    "period": Said(
        "在所选时段之外转出，未追踪：放宽时段",
        "the money went on outside the chosen period: widen it",
    ),
    "order": Said(
        "转出的先后次序未证，按 --strict-order 未追踪",
        "the order of the onward transfer is not proven and --strict-order drops it",
    ),
    "channel": Said(
        "以其他渠道的转账转出，未追踪：去掉 --channel 或加上该渠道",
        "the money went on by transfers of another channel, which are not followed: drop "
        "--channel, or name that channel too",
    ),
    "excluded": Said(
        "经使用者排除，在此停止：该账户此后的转账未追踪，去掉 --exclude 即可继续",
        "excluded by the user: the trace ends here and what the account paid on is not followed; "
        "drop --exclude to go on",
    ),
    "untraced_excluded": Said(
        "经使用者排除，在此停止；但按所用规则，被追踪的资金没有到达",
        "excluded by the user: the trace ends here; by this rule nothing of the traced money "
        "reached it",
    ),
    "conversion_here": Said(
        "该账户此后以 {other} 付出：追踪不跨币种，在此停止。调取兑换记录（价格、数量、时间），再以"
        "换得的资金为起点另行追踪",
        "the account pays in {other} from then on: no trace crosses a currency, so it ends here. "
        "Request the records of the exchange (price, amount, time), and trace what was got for it "
        "as a start of its own",
    ),
    "conversion_beside": Said(
        "该账户登记的持有人此后从另一账户以 {other} 付出：可能在此兑换，追踪不跨币种，在此停止。"
        "核实资金是否仍在账上（可考虑止付、冻结），调取兑换记录，再以换得的资金为起点另行追踪",
        "whoever is recorded to hold the account pays in {other} from another one from then on: it "
        "may have been exchanged here, and no trace crosses a currency, so it ends here. See "
        "whether the money is still there (consider a freeze), request the records of the "
        "exchange, and trace what was got for it as a start of its own",
    ),
    "conversion_before": Said(
        "该账户此前收到的是 {other}：追踪不跨币种，在此停止。调取兑换记录，再以换出的资金为"
        "起点另行向上追踪",
        "the account had received {other} before: no trace crosses a currency, so it ends here. "
        "Request the records of the exchange, and trace what was given for it as a start of its "
        "own",
    ),
    "no_statement": Said(
        "本案没有该账户自己的流水，去向不明：调取该账户流水",
        "no statement of this account is loaded, so what it paid is not known: request it",
    ),
    "no_later_row": Said(
        "流水中此后没有转出：资金应仍在账上，考虑止付、冻结，并调取之后的流水",
        "no later payment leaves: the money should still be there; consider a freeze, and "
        "request the later statement",
    ),
    "kept": Said(
        "此后的转出没有用到这部分资金：应仍在账上，考虑止付、冻结",
        "later payments did not use this part: it should still be there; consider a freeze",
    ),
}
