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
    found = [party for fact in story.facts for party in (fact.fact.who, fact.fact.whom)]
    named = (p.name for p in found if isinstance(p, Thing) and p.kind in kinds)
    return list(dict.fromkeys(named))


def into(story: DemoStory, act: str, kind: str) -> list[ExpectedFact]:
    """Return the facts of a class that end at an act."""
    return [one for one in story.of(kind) if one.whom == act]


def total(payments: Sequence[ExpectedFact]) -> str:
    """Return what payments sum up to."""
    return yuan(sum(map(cents, payments)))


def loan_steps(story: DemoStory) -> Asked:
    """CQ18: the five steps of each loan, with what is missing."""
    found: list[Row] = []
    steps = story.of("StepOf")
    for loan in dict.fromkeys(step.whom for step in steps):
        for order in "12345":
            known = [step for step in steps if step.whom == loan and step.fact.order == order]
            found += [_step(loan, order, one) for one in known] or [_step(loan, order, None)]
    return rows(found)


def _step(loan: str, order: str, step: ExpectedFact | None) -> Row:
    said: Row = {"loan": loan, "order": order}
    if step is None:
        return {**said, **dict.fromkeys(("step", "start", "proof")), "pieces": 0}
    return {**said, "step": step.who, "start": step.start, "proof": step.proof,
            "pieces": step.pieces}  # fmt: skip


def collection_calls(story: DemoStory) -> Asked:
    """CQ19: how often each collector called whom, by day."""
    phones = {(one.who, one.whom) for one in story.of("UsesPhone")}
    found: list[Row] = []
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
                    found.append({"act": act, "collector": collector.who, "target": target.who,
                                  "kind": "Call", "calls": len(times), "days": days,
                                  "perDay": f"{round(len(times) / days, 2)}",
                                  "first": clock(times[0]),
                                  "last": clock(times[-1])})  # fmt: skip
    return rows(found)


def serial_claims(story: DemoStory) -> Asked:
    """CQ20: who claimed twice or more, from how many merchants, and what was paid."""
    by: dict[str, list[ExpectedFact]] = defaultdict(list)
    for one in story.of("Claims"):
        by[one.who].append(one)
    found: list[Row] = []
    for claimant, claims in by.items():
        if len(claims) > 1:
            shops = {claim.whom for claim in claims}
            paid = [p for p in story.of("Pays") if p.who in shops and p.whom == claimant]
            times = sorted(str(claim.start) for claim in claims)
            found.append({"claimant": claimant, "merchants": len(shops), "claims": len(claims),
                          "claimed": total(claims), "currency": "CNY",
                          "paid": total(paid) if paid else None, "first": times[0],
                          "last": times[-1]})  # fmt: skip
    return rows(found)


def post_extortion(story: DemoStory) -> Asked:
    """CQ21: whether post, contact, payment and deletion follow on each other."""
    found: list[Row] = []
    for act in acts_of(story, "PublicityExtortion"):
        contents = {fact.who for fact in into(story, act, "UsedIn")}
        who = {fact.who for fact in into(story, act, "TakesPartIn")}
        for target in into(story, act, "SuffersFrom"):
            firm = target.who
            times = [
                _first(clock(post.at) for post in story.posting.posts if post.content in contents),
                _first(str(one.start) for one in story.of("Extorts")
                       if one.who in who and one.whom == firm),
                _first(str(one.start) for one in story.of("Pays")
                       if one.who == firm and one.whom in who),
                _first(str(one.start) for one in story.of("RemovesPost")
                       if one.whom in contents),
            ]  # fmt: skip
            holds = all(a and b and a < b for a, b in pairwise(times))
            names = ("posted", "contacted", "paid", "removed")
            found.append({"act": act, "target": firm, **dict(zip(names, times, strict=True)),
                          "inOrder": holds})  # fmt: skip
    return rows(found)


def _first(times: Iterator[str]) -> str | None:
    return min(times, default=None)


def coordinated_accounts(story: DemoStory) -> Asked:
    """CQ22: accounts that post the same within a minute and share a handset."""
    handset = {post.account: post.device for post in story.posting.posts if post.device}
    by: dict[str, list[Post]] = defaultdict(list)
    for post in story.posting.posts:
        by[post.content].append(post)
    found: list[Row] = []
    for content, posts in by.items():
        for one, other in combinations(sorted({post.account for post in posts}), 2):
            gap = min(
                abs((a.at - b.at).total_seconds())
                for a in posts for b in posts if (a.account, b.account) == (one, other)
            )  # fmt: skip
            shared = handset.get(one)
            if gap <= SECONDS and shared and shared == handset.get(other):
                found.append({"content": content, "one": one, "other": other, "seconds": int(gap),
                              "shared": shared, "by": "SignsInWith"})  # fmt: skip
    return rows(found)


def fake_traffic(story: DemoStory) -> Asked:
    """CQ23: who ordered reviews, who wrote how many, at what price each."""
    used = {(one.who, one.whom) for one in story.of("UsesAccount")}
    groups = {(one.who, one.whom) for one in story.of("HoldsRole", "MemberOf")}
    found: list[Row] = []
    for act in acts_of(story, "FakeTraffic"):
        tools = into(story, act, "UsedIn")
        platform = next(
            tool.who for tool in tools if getattr(tool.fact.who, "kind", "") == "Platform"
        )
        contents = {tool.who for tool in tools}
        for performer in into(story, act, "TakesPartIn"):
            name = performer.who
            clients = {one.who for one in story.of("Hires")
                       if one.whom == name or (name, one.whom) in groups}  # fmt: skip
            posts = sum((name, post.account) in used and post.content in contents
                        for post in story.posting.posts)  # fmt: skip
            for client in sorted(clients):
                paid = [p for p in story.of("Pays") if p.who == client and p.whom == name]
                said: Row = {"act": act, "client": client, "platform": platform}
                found.append({**said, "performer": name, "posts": posts, **_price(paid, posts)})
    return rows(found)


def _price(paid: list[ExpectedFact], posts: int) -> Row:
    if not paid:
        return {"paid": None, "currency": None, "each": None}
    each = round(sum(map(cents, paid)) / 100 / posts, 4) if posts else None
    return {"paid": total(paid), "currency": "CNY", "each": None if each is None else f"{each}"}


def paid_deletion(story: DemoStory) -> Asked:
    """CQ24: who removed what, how, and who paid for it."""
    found: list[Row] = []
    for one in story.of("RemovesPost"):
        roles = sorted(role.fact.role for role in story.of("HoldsRole") if role.who == one.who)
        said: Row = {"remover": one.who, "role": roles[0] if roles else None, "content": one.whom,
                     "removed": one.start, "how": one.fact.way}  # fmt: skip
        payers: dict[tuple[str, str], list[ExpectedFact]] = defaultdict(list)
        for pay in story.of("Pays"):
            if pay.whom == one.who:
                payers[pay.who, str(pay.currency)].append(pay)
        found += [
            {**said, "payer": payer, "paid": total(paid), "currency": code}
            for (payer, code), paid in payers.items()
        ] or [{**said, "payer": None, "paid": None, "currency": None}]
    return rows(found)


def rumour_origin(story: DemoStory) -> Asked:
    """CQ25: who posted a rumour first, who carried it on, and who earned by it."""
    found: list[Row] = []
    for act in acts_of(story, "RumourMongering", "RumourDiversion"):
        for content in [fact.who for fact in into(story, act, "UsedIn")]:
            found += _carried(story, act, content)
        takers = {fact.who for fact in into(story, act, "TakesPartIn")}
        earned: dict[tuple[str, str], list[ExpectedFact]] = defaultdict(list)
        for pay in story.of("Pays"):
            if pay.whom in takers:
                earned[pay.whom, str(pay.currency)].append(pay)
        found += [
            {"act": act, "content": None, "part": "income", "who": who,
             "first": min(str(pay.start) for pay in pays), "posts": len(pays),
             "amount": total(pays), "currency": code}
            for (who, code), pays in earned.items()
        ]  # fmt: skip
    return rows(found)


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
