"""Answers about people and cases: who supplies whom, who shares what, roles, stages, time."""

from __future__ import annotations

from datetime import date, datetime

from kg.demo.cast import GANG, Person
from kg.demo.claims import Thing
from kg.demo.expected.demo_story import Asked, DemoStory, Row
from kg.demo.expected.expected_facts import ExpectedFact
from kg.demo.exports import OPENING_DAY
from kg.demo.sheets import SALES
from kg.demo.supporting_cast import CASES
from kg.schema import load_schema
from kg.values.identities import parse_resident_id

UPSTREAM = ("SellsData", "SuppliesData", "LeaksData", "GeneratesLeadsFor")
DOWNSTREAM = ("ConvertsFor", "TransportsCashFor", "SuppliesAccount")
TOOLS = ("Script", "DomainName", "Website", "MobileApp", "SimBox", "Server", "ChatGroup",
         "MobileDevice", "Device", "ComputerDevice")  # fmt: skip
STAGES = ("DataSource", "DataProcessing", "DataTrade", "LeadGeneration", "CoreCrime",
          "Victimisation", "Collection", "Layering", "Exit")  # fmt: skip
KEY_KINDS = (
    *("LeaksData", "ObtainsData", "SuppliesData", "SellsData", "GeneratesLeadsFor"),
    *("SuppliesAccount", "SuppliesPhone", "SuppliesTool", "ConvertsFor", "TransportsCashFor"),
    *("Controls", "Leads", "Recruits", "Deceives", "Extorts", "TakesPartIn", "HoldsRole"),
)
MINORS = ("CoercingMinors", "InstigatingMinors", "InducingMinors", "DeceivingMinors")
SINCE, UNTIL = "2024-03-03", "2024-04-01"
"""Nothing happens within eight hours of either: in any zone the same facts lie between."""


def rows(table: list[Row], **asked: object) -> Asked:
    """Return an answer: what is asked with, and the rows."""
    return {"with": asked, "rows": table}


def chain_lines(story: DemoStory) -> Asked:
    """CQ01: which data and which tools served the act that one victim suffered from."""
    victim = story.cast.victims[0].name
    acts = {fact.whom for fact in story.of("SuffersFrom") if fact.who == victim}
    used = {fact.who for fact in story.of("UsedIn") if fact.whom in acts}
    table: list[Row] = [
        {"line": "information", "kind": fact.kind, "source": fact.who, "target": fact.whom,
         "object": fact.thing if fact.kind != "ObtainsData" else None, "amount": fact.amount,
         "currency": fact.currency, "start": fact.start}
        for fact in story.of("LeaksData", "SuppliesData", "SellsData", "ObtainsData")
        if (fact.whom if fact.kind == "ObtainsData" else fact.thing) in used
    ]  # fmt: skip
    table += [
        {"line": "technology", "kind": fact.kind, "source": fact.who, "target": fact.whom,
         "object": fact.thing, "amount": fact.amount, "currency": fact.currency,
         "start": fact.start}
        for fact in story.of("SuppliesTool", "SuppliesPhone")
        if fact.thing in used
    ]  # fmt: skip
    return rows(table, victim=victim)


def upstream_downstream(story: DemoStory) -> Asked:
    """CQ02: who supplies and who launders for a gang or its people."""
    inside = {fact.who for fact in story.of("HoldsRole", "MemberOf", "WorksFor", "Leads")
              if fact.whom == GANG} | {GANG}  # fmt: skip
    table: list[Row] = []
    for side, kinds in (("upstream", UPSTREAM), ("downstream", DOWNSTREAM)):
        table += [
            {"gang": GANG, "side": side, "kind": fact.kind, "who": fact.who, "to": fact.whom,
             "object": fact.thing, "start": fact.start, "amount": fact.amount,
             "currency": fact.currency}
            for fact in story.of(*kinds) if fact.whom in inside
        ]  # fmt: skip
    return rows(table, gang=GANG)


def shared_parties(story: DemoStory) -> Asked:
    """CQ03: who and what stands in two cases or more."""
    involved = story.of("InvolvedIn")
    return rows([
        {"thing": fact.who, "chain": fact.whom, "start": fact.start}
        for fact in involved
        if len({other.whom for other in involved if other.who == fact.who}) > 1
    ])  # fmt: skip


def kind_of(expected: ExpectedFact) -> str:
    """Return the class of the one whom a fact begins with."""
    return expected.fact.who.kind if isinstance(expected.fact.who, Thing) else "Person"


def roles_of(story: DemoStory) -> Asked:
    """CQ04: every role of one person, with its time and how far it is proven."""
    who = story.cast.card_dealer.name
    table: list[Row] = [
        {"who": who, "role": fact.fact.role or None,
         "within": None if fact.whom == who else fact.whom, "start": fact.start,
         "end": f"{fact.fact.until} 00:00:00" if fact.fact.until else None, "proof": fact.proof}
        for fact in story.of("HoldsRole", "TakesPartIn") if fact.who == who
    ]  # fmt: skip
    return rows(table, who=who)


def weak_stages(story: DemoStory) -> Asked:
    """CQ05: stages that nobody stands at with a fact that is corroborated or verified."""
    best: dict[str, bool] = {}
    for fact in story.facts:
        schema = load_schema()
        kind = schema.kind(fact.kind)
        role = schema.kind(fact.fact.role).stage if fact.kind == "HoldsRole" else ""
        for stage in filter(None, (kind.source_stage, kind.target_stage, role)):
            strong = fact.proof in ("corroborated", "verified")
            best[stage] = best.get(stage, False) or strong
    return rows([
        {"stage": stage, "state": "weak" if stage in best else "missing"}
        for stage in STAGES if not best.get(stage)
    ])  # fmt: skip


def timeline(story: DemoStory) -> Asked:
    """CQ07: what began in a month, in the order of time."""
    first, last = (datetime.fromisoformat(day) for day in (SINCE, UNTIL))
    table: list[Row] = [
        {"start": fact.start, "kind": fact.kind, "source": fact.who, "target": fact.whom,
         "object": fact.thing, "amount": fact.amount, "currency": fact.currency}
        for fact in story.facts
        if fact.start and first <= datetime.fromisoformat(fact.start) < last
    ]  # fmt: skip
    table += [
        {"start": f"{day} 00:00:00", "kind": "HoldsAccount", "source": account.holder,
         "target": account.card, "object": None, "amount": None, "currency": None}
        for account in story.cast.queried() if (day := story.opened[account.card]) == OPENING_DAY
    ]  # fmt: skip
    return rows(sorted(table, key=lambda row: str(row["start"])), since=SINCE, until=UNTIL)


def supported_path(story: DemoStory) -> Asked:
    """CQ08: two cases that one supplier alone joins."""
    case, other = CASES[0], CASES[2]
    involved = story.of("InvolvedIn")
    both = [name for name in {fact.who for fact in involved}
            if {case, other} <= {fact.whom for fact in involved if fact.who == name}]  # fmt: skip
    (shared,) = both
    path = f"{case} ←InvolvedIn– {shared} –InvolvedIn→ {other}"
    return rows([{"hops": 2, "path": path}], one=case, other=other)


def shared_tools(story: DemoStory) -> Asked:
    """CQ15: tools that served two acts or cases."""
    used = [fact for fact in story.of("UsedIn", "InvolvedIn") if kind_of(fact) in TOOLS]
    return rows([
        {"tool": fact.who, "kind": kind_of(fact), "act": fact.whom, "start": fact.start}
        for fact in used if len({other.whom for other in used if other.who == fact.who}) > 1
    ])  # fmt: skip


def single_source(story: DemoStory) -> Asked:
    """CQ33: facts that matter and that one file and one document alone say."""
    return rows([
        {"kind": fact.kind, "source": fact.who, "target": fact.whom, "proof": fact.proof,
         "files": len(fact.sheets), "papers": len(fact.papers)}
        for fact in story.of(*KEY_KINDS) if len(fact.sheets) == 1 and len(fact.papers) <= 1
    ])  # fmt: skip


def evidence_of(story: DemoStory) -> Asked:
    """CQ32: what supports the fact that somebody leaked."""
    (leak,) = story.of("LeaksData")
    (sheet,) = leak.sheets
    return rows([{"file": sheet} for _ in range(leak.pieces)], fact="@LeaksData")


def exclusion_effect(story: DemoStory) -> Asked:
    """CQ34: what falls if the sheet of sales is left out, and what another sheet says too."""
    told = [fact for fact in story.of("SellsData") if SALES in fact.sheets]
    return rows([
        {"effect": "falls" if len(fact.sheets) == 1 else "stays with less", "kind": fact.kind,
         "source": fact.who, "target": fact.whom, "amount": fact.amount,
         "currency": fact.currency, "others": len(fact.sheets) - 1}
        for fact in told
    ], file=SALES)  # fmt: skip


def minors_involved(story: DemoStory) -> Asked:
    """CQ39: which adult drew which minor in, how, and how old the minor was."""
    suffered = story.of("SuffersFrom")
    hurt = {fact.who for fact in suffered}
    hurt |= {fact.who for fact in story.of("HoldsRole") if "Victim" in fact.fact.role}
    table: list[Row] = []
    for adult in story.of("TakesPartIn"):
        act = adult.fact.whom
        assert isinstance(act, Thing)
        if adult.fact.role != "AdultInstigator" or act.kind not in MINORS:
            continue
        drawn = [fact for fact in story.of("TakesPartIn", "SuffersFrom") if fact.whom == act.name
                 and (fact.kind == "SuffersFrom"
                      or fact.fact.role == "SuspectedMinor")]  # fmt: skip
        table += [
            {"act": act.name, "means": act.kind, "adult": adult.who, "minor": fact.who,
             "age": _age(fact), "victim": fact.who in hurt, "start": fact.start}
            for fact in drawn
        ]  # fmt: skip
    return rows(table)


def _age(expected: ExpectedFact) -> int:
    person = expected.fact.who
    assert isinstance(person, Person)
    day = date.fromisoformat(expected.fact.since[:10])
    return parse_resident_id(person.resident_id).age_on(day)


ANSWERS = {
    "CQ01": chain_lines, "CQ02": upstream_downstream, "CQ03": shared_parties, "CQ04": roles_of,
    "CQ05": weak_stages, "CQ07": timeline, "CQ08": supported_path, "CQ15": shared_tools,
    "CQ32": evidence_of, "CQ33": single_source, "CQ34": exclusion_effect, "CQ39": minors_involved,
}  # fmt: skip
