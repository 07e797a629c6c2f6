"""Answers about acts: loans, collection, claims, extortion by posts, fake reviews, rumours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from kg.demo.claims import Thing
from kg.demo.expected.data import cents
from kg.demo.expected.demo_story import Asked, DemoStory, Row
from kg.demo.expected.expected_facts import ExpectedFact, clock, phone, yuan
from kg.demo.expected.people import rows
from kg.demo.posting import Post

SECONDS = 60


def acts_of(story: DemoStory, *kinds: str) -> list[str]:
    """Return the acts of some classes, in the order in which the sheets name them."""
    parties = [party for fact in story.facts for party in (fact.fact.who, fact.fact.whom)]
    named = (p.name for p in parties if isinstance(p, Thing) and p.kind in kinds)
    return list(dict.fromkeys(named))


def into(story: DemoStory, act: str, kind: str) -> list[ExpectedFact]:
    """Return the facts of a class that end at an act."""
    return [fact for fact in story.of(kind) if fact.whom == act]


def total(payments: Sequence[ExpectedFact]) -> str:
    """Return what payments sum up to."""
    return yuan(sum(map(cents, payments)))


def loan_steps(story: DemoStory) -> Asked:
    """CQ18: the five steps of each loan, with what is missing."""
    table: list[Row] = []
    steps = story.of("StepOf")
    for loan in dict.fromkeys(step.whom for step in steps):
        for order in "12345":
            known = [step for step in steps if step.whom == loan and step.fact.order == order]
            table += [_step(loan, order, fact) for fact in known] or [_step(loan, order, None)]
    return rows(table)


def _step(loan: str, order: str, step: ExpectedFact | None) -> Row:
    row: Row = {"loan": loan, "order": order}
    if step is None:
        return {**row, **dict.fromkeys(("step", "start", "proof")), "pieces": 0}
    return {**row, "step": step.who, "start": step.start, "proof": step.proof,
            "pieces": step.pieces}  # fmt: skip


def collection_calls(story: DemoStory) -> Asked:
    """CQ19: how often each collector called whom, by day."""
    phones = {(fact.who, fact.whom) for fact in story.of("UsesPhone")}
    table: list[Row] = []
    for act in acts_of(story, "SoftViolenceCollection"):
        for collector in into(story, act, "TakesPartIn"):
            for target in into(story, act, "SuffersFrom"):
                times = sorted(
                    call.at for call in story.calls
                    if {(collector.who, phone(call.ends[0])), (target.who, phone(call.ends[1]))}
                    <= phones
                )  # fmt: skip
                days = len({at.date() for at in times})
                if times:
                    table.append({"act": act, "collector": collector.who, "target": target.who,
                                  "kind": "Call", "calls": len(times), "days": days,
                                  "perDay": f"{round(len(times) / days, 2)}",
                                  "first": clock(times[0]),
                                  "last": clock(times[-1])})  # fmt: skip
    return rows(table)


def serial_claims(story: DemoStory) -> Asked:
    """CQ20: who claimed twice or more, from how many merchants, and what was paid."""
    by: dict[str, list[ExpectedFact]] = defaultdict(list)
    for fact in story.of("Claims"):
        by[fact.who].append(fact)
    table: list[Row] = []
    for claimant, claims in by.items():
        if len(claims) > 1:
            shops = {claim.whom for claim in claims}
            paid = [p for p in story.of("Pays") if p.who in shops and p.whom == claimant]
            times = sorted(str(claim.start) for claim in claims)
            table.append({"claimant": claimant, "merchants": len(shops), "claims": len(claims),
                          "claimed": total(claims), "currency": "CNY",
                          "paid": total(paid) if paid else None, "first": times[0],
                          "last": times[-1]})  # fmt: skip
    return rows(table)


def post_extortion(story: DemoStory) -> Asked:
    """CQ21: whether post, contact, payment and deletion follow on each other."""
    table: list[Row] = []
    for act in acts_of(story, "PublicityExtortion"):
        contents = {fact.who for fact in into(story, act, "UsedIn")}
        who = {fact.who for fact in into(story, act, "TakesPartIn")}
        for target in into(story, act, "SuffersFrom"):
            firm = target.who
            times = [
                _first(clock(post.at) for post in story.posting.posts if post.content in contents),
                _first(str(fact.start) for fact in story.of("Extorts")
                       if fact.who in who and fact.whom == firm),
                _first(str(fact.start) for fact in story.of("Pays")
                       if fact.who == firm and fact.whom in who),
                _first(str(fact.start) for fact in story.of("RemovesPost")
                       if fact.whom in contents),
            ]  # fmt: skip
            holds = all(a and b and a < b for a, b in pairwise(times))
            names = ("posted", "contacted", "paid", "removed")
            table.append({"act": act, "target": firm, **dict(zip(names, times, strict=True)),
                          "inOrder": holds})  # fmt: skip
    return rows(table)


def _first(times: Iterator[str]) -> str | None:
    return min(times, default=None)


def coordinated_accounts(story: DemoStory) -> Asked:
    """CQ22: accounts that post the same within a minute and share a handset."""
    handset = {post.account: post.device for post in story.posting.posts if post.device}
    by: dict[str, list[Post]] = defaultdict(list)
    for post in story.posting.posts:
        by[post.content].append(post)
    table: list[Row] = []
    for content, posts in by.items():
        for account, other in combinations(sorted({post.account for post in posts}), 2):
            gap = min(
                abs((a.at - b.at).total_seconds())
                for a in posts for b in posts if (a.account, b.account) == (account, other)
            )  # fmt: skip
            shared = handset.get(account)
            if gap <= SECONDS and shared and shared == handset.get(other):
                table.append({"content": content, "one": account, "other": other,
                              "seconds": int(gap), "shared": shared,
                              "by": "SignsInWith"})  # fmt: skip
    return rows(table)


def fake_traffic(story: DemoStory) -> Asked:
    """CQ23: who ordered reviews, who wrote how many, at what price each."""
    used = {(fact.who, fact.whom) for fact in story.of("UsesAccount")}
    groups = {(fact.who, fact.whom) for fact in story.of("HoldsRole", "MemberOf")}
    table: list[Row] = []
    for act in acts_of(story, "FakeTraffic"):
        tools = into(story, act, "UsedIn")
        platform = next(
            tool.who for tool in tools if getattr(tool.fact.who, "kind", "") == "Platform"
        )
        contents = {tool.who for tool in tools}
        for performer in into(story, act, "TakesPartIn"):
            name = performer.who
            clients = {fact.who for fact in story.of("Hires")
                       if fact.whom == name or (name, fact.whom) in groups}  # fmt: skip
            posts = sum((name, post.account) in used and post.content in contents
                        for post in story.posting.posts)  # fmt: skip
            for client in sorted(clients):
                paid = [p for p in story.of("Pays") if p.who == client and p.whom == name]
                row: Row = {"act": act, "client": client, "platform": platform}
                table.append({**row, "performer": name, "posts": posts, **_price(paid, posts)})
    return rows(table)


def _price(paid: list[ExpectedFact], posts: int) -> Row:
    if not paid:
        return {"paid": None, "currency": None, "each": None}
    each = round(sum(map(cents, paid)) / 100 / posts, 4) if posts else None
    return {"paid": total(paid), "currency": "CNY", "each": None if each is None else f"{each}"}


def paid_deletion(story: DemoStory) -> Asked:
    """CQ24: who removed what, how, and who paid for it."""
    table: list[Row] = []
    for fact in story.of("RemovesPost"):
        roles = sorted(role.fact.role for role in story.of("HoldsRole") if role.who == fact.who)
        row: Row = {"remover": fact.who, "role": roles[0] if roles else None, "content": fact.whom,
                     "removed": fact.start, "how": fact.fact.way}  # fmt: skip
        payers: dict[tuple[str, str], list[ExpectedFact]] = defaultdict(list)
        for pay in story.of("Pays"):
            if pay.whom == fact.who:
                payers[pay.who, str(pay.currency)].append(pay)
        table += [
            {**row, "payer": payer, "paid": total(paid), "currency": code}
            for (payer, code), paid in payers.items()
        ] or [{**row, "payer": None, "paid": None, "currency": None}]
    return rows(table)


def rumour_origin(story: DemoStory) -> Asked:
    """CQ25: who posted a rumour first, who carried it on, and who earned by it."""
    table: list[Row] = []
    for act in acts_of(story, "RumourMongering", "RumourDiversion"):
        for content in [fact.who for fact in into(story, act, "UsedIn")]:
            table += _carried(story, act, content)
        takers = {fact.who for fact in into(story, act, "TakesPartIn")}
        earned: dict[tuple[str, str], list[ExpectedFact]] = defaultdict(list)
        for pay in story.of("Pays"):
            if pay.whom in takers:
                earned[pay.whom, str(pay.currency)].append(pay)
        table += [
            {"act": act, "content": None, "part": "income", "who": who,
             "first": min(str(pay.start) for pay in pays), "posts": len(pays),
             "amount": total(pays), "currency": code}
            for (who, code), pays in earned.items()
        ]  # fmt: skip
    return rows(table)


def _carried(story: DemoStory, act: str, content: str) -> list[Row]:
    by: dict[str, list[str]] = defaultdict(list)
    for post in story.posting.posts:
        if post.content == content:
            by[post.account].append(clock(post.at))
    origin = min(min(times) for times in by.values())
    return [
        {"act": act, "content": content, "part": "origin" if origin in times else "amplifier",
         "who": account, "first": min(times), "posts": len(times), "amount": None,
         "currency": None}
        for account, times in by.items()
    ]  # fmt: skip


ANSWERS = {
    "CQ18": loan_steps, "CQ19": collection_calls, "CQ20": serial_claims, "CQ21": post_extortion,
    "CQ22": coordinated_accounts, "CQ23": fake_traffic, "CQ24": paid_deletion,
    "CQ25": rumour_origin,
}  # fmt: skip
