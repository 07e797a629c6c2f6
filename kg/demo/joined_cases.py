"""What the dossier of joined cases says: cases, shared tools, loans, claims, minors."""

from __future__ import annotations

from kg.demo.cast import Cast
from kg.demo.claims import Claim, Party, Thing
from kg.demo.relations_sheet import DATA, GANG_
from kg.demo.supporting_cast import Annex


def case_facts(cast: Cast, more: Annex) -> list[Claim]:
    """Return which case who and what belongs to, and which act each tool served."""
    return [*_involved(cast, more), *_used(cast, more), *_suffered(cast, more)]


def _involved(cast: Cast, more: Annex) -> list[Claim]:
    thing = more.thing
    parties: dict[str, list[Party]] = {
        "case_1": [cast.insider, cast.broker, cast.card_dealer, more["tool_seller"], cast.leader,
                   GANG_, thing("app"), thing("script"), thing("sim_box")],
        "case_2": [cast.broker, cast.card_dealer, more["second_leader"], thing("second_gang"),
                   thing("script"), thing("sim_box")],
        "case_3": [more["tool_seller"], more["third_leader"], thing("third_gang")],
        "case_4": [more["lender"], more["honest_lender"]],
    }  # fmt: skip
    days = ("2024-04-16", "2024-03-28", "2023-11-07", "2024-02-26")
    return [
        Claim(party, "InvolvedIn", thing(case), day, "立案决定书", "verified")
        for (case, some), day in zip(parties.items(), days, strict=True)
        for party in some
    ]


def _used(cast: Cast, more: Annex) -> list[Claim]:
    thing, seen = more.thing, "电子数据检查笔录（2024）29号"
    first, second, third = thing("fraud"), thing("second_fraud"), thing("third_fraud")
    used = [(DATA, first), (thing("script"), first), (thing("domain"), first),
            (thing("app"), first), (thing("sim_box"), first), (thing("script"), second),
            (thing("domain"), second), (thing("sim_box"), second),
            (thing("own_script"), third)]  # fmt: skip
    claims = [Claim(tool, "UsedIn", act, "2024-03-25", seen) for tool, act in used]
    claims.append(Claim(cast.leader, "TakesPartIn", first, "2023-11-01", "讯问笔录（第3次）第2页",
                     role="FraudLeader"))  # fmt: skip
    claims += [
        Claim(caller, "TakesPartIn", first, "2024-03-25", "搜查笔录附件2", role="FraudCaller")
        for caller in cast.callers
    ]
    taken = "讯问笔录（第1次）第2页"
    claims.append(Claim(more["third_leader"], "TakesPartIn", third, "2023-10-01", taken, "single"))
    return claims


def _suffered(cast: Cast, more: Annex) -> list[Claim]:
    return [
        Claim(victim, "SuffersFrom", more.thing("fraud"), "2024-04-15",
             f"询问笔录（被害人{place + 1}）")
        for place, victim in enumerate(cast.victims)
    ]  # fmt: skip


def loan_facts(more: Annex) -> list[Claim]:
    """Return one loan of five steps, one of which two are missing, and one honest debt."""
    loan, campus = Thing("桐月车贷套路贷", "RoutineLoan"), Thing("柏舟校园贷套路贷", "RoutineLoan")
    calls = Thing("夜间轮番致电催收", "SoftViolenceCollection")
    lender, debtor = more["lender"], more["debtor"]
    steps = [
        (Thing("签订虚高借款合同", "ContractSigning"), loan, "1", "2023-11-03", "借款合同原件",
         "verified"),
        (Thing("走账制造流水", "MoneyMovement"), loan, "2", "2023-11-03", "询问笔录（被害人31）",
         "corroborated"),
        (Thing("单方认定违约", "DebtAssertion"), loan, "3", "2023-12-05", "聊天记录提取笔录第3页",
         "single"),
        (calls, loan, "4", "2024-01-08", "通话详单", "corroborated"),
        (calls, loan, "4", "2024-01-08", "询问笔录（被害人31）", "corroborated"),
        (Thing("持虚高合同起诉", "FalseLitigation"), loan, "5", "2024-03-14", "民事起诉状",
         "verified"),
        (Thing("签订校园贷合同", "ContractSigning"), campus, "1", "2023-09-10", "借款合同复印件",
         "single"),
        (Thing("校园贷走账", "MoneyMovement"), campus, "2", "2023-09-10", "银行回单", "single"),
        (Thing("校园贷逾期加收", "DebtAssertion"), campus, "3", "2023-10-20",
         "询问笔录（被害人32）", "clue"),
    ]  # fmt: skip
    claims = [
        Claim(step, "StepOf", whole, since, source, proof, order=order)
        for step, whole, order, since, source, proof in steps
    ]
    owed = f"{30_000 + 1_000 * more.rng.randrange(30)}"
    contract = Thing("桐月借字0317号借款合同", "LoanContract")
    paper = Thing("亲友借条", "LoanContract")
    claims += [
        Claim(debtor, "Owes", lender, "2023-11-03", "借款合同原件", "verified", thing=contract,
             amount=owed),
        Claim(more["honest_customer"], "Owes", more["honest_lender"], "2023-10-01", "借条",
             "verified", thing=paper, amount="5000"),
        Claim(lender, "TakesPartIn", loan, "2023-11-03", "讯问笔录（第1次）第4页",
             role="LoanOperator"),
        Claim(debtor, "SuffersFrom", loan, "2023-11-03", "询问笔录（被害人31）"),
        Claim(debtor, "SuffersFrom", calls, "2024-01-08", "询问笔录（被害人31）"),
        Claim(more["collector"], "TakesPartIn", calls, "2024-01-08", "通话详单",
             role="DebtCollector"),
        Claim(more["helper_collector"], "TakesPartIn", calls, "2024-01-10", "通话详单",
             role="DebtCollector"),
    ]  # fmt: skip
    phones = ("collector", "helper_collector", "debtor", "second_debtor")
    source = "通信运营商复函（2024）19号"
    return claims + [
        Claim(more[who], "UsesPhone", Thing(more[who].phone, "PhoneNumber"), "2023-06-01", source,
             "verified")
        for who in phones
    ]  # fmt: skip


_SHOPS = ("筠泊食品商行", "珩舟零食商行", "霁禾水果商行", "芷渡乳品商行", "岫远茶叶商行")


def claim_facts(more: Annex) -> list[Claim]:
    """Return one serial claimant, one with two claims, and a customer with a single one."""
    claims: list[Claim] = []
    for place, shop in enumerate(_SHOPS[:4]):
        claimed = 800 + 50 * more.rng.randrange(20)
        claims += _claim(more["claimant"], shop, 2 + 5 * place, claimed, place < 3)
    claims += _claim(more["claimant"], _SHOPS[0], 27, 900, paid=True)
    claims += _claim(more["small_claimant"], _SHOPS[1], 9, 600, paid=False)
    claims += _claim(more["small_claimant"], _SHOPS[4], 16, 450, paid=False)
    claims += _claim(more["honest_customer"], _SHOPS[2], 11, 120, paid=True)
    role = Claim(more["claimant"], "HoldsRole", more["claimant"], "2024-02-02", "投诉记录汇总",
                role="MaliciousClaimant")  # fmt: skip
    return [*claims, role]


def _claim(claimant: Party, shop: str, day: int, yuan: int, paid: bool) -> list[Claim]:
    merchant, source = Thing(shop, "Organisation"), "投诉平台调取记录"
    claims = [Claim(claimant, "Claims", merchant, f"2024-02-{day:02d} 10:00", source,
                  amount=f"{yuan}", note="声称食品有异物")]  # fmt: skip
    if paid:
        claims.append(Claim(merchant, "Pays", claimant, f"2024-02-{day + 1:02d} 15:00", source,
                         amount=f"{yuan}"))  # fmt: skip
    return claims


def minor_facts(more: Annex) -> list[Claim]:
    """Return who drew which minor in by which means, and a minor who is a victim besides."""
    lent = Thing("以兼职为名收学生银行卡", "InducingMinors")
    fetched = Thing("谎称代购骗学生取现", "DeceivingMinors")
    adult, second = more["adult"], more["second_adult"]
    seen, guardian_record = "讯问笔录（第1次）第3页", "询问笔录（未成年人，监护人在场）"
    return [
        Claim(adult, "TakesPartIn", lent, "2024-03-02", seen, role="AdultInstigator"),
        Claim(
            more["minor"], "TakesPartIn", lent, "2024-03-09", guardian_record, role="SuspectedMinor"
        ),
        Claim(second, "TakesPartIn", fetched, "2024-02-17", seen, "single", role="AdultInstigator"),
        Claim(
            more["second_minor"], "SuffersFrom", fetched, "2024-02-18", guardian_record, "single"
        ),
        # of age, in the same act, and no minor
        Claim(more["room_friend"], "TakesPartIn", lent, "2024-03-09", seen, role="CardSeller"),
    ]
