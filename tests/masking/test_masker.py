from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.masking import Masker
from kg.messages import Message, languages
from kg.model import (
    AccountLevel,
    Chain,
    ChainEdge,
    ChainNode,
    ComputedRole,
    Entity,
    Evidence,
    Holding,
    InferredLeg,
    LevelStep,
    Link,
    Listing,
    Measure,
    Problem,
    Seed,
    Source,
    Trace,
    TraceStop,
    stable_id,
)
from kg.records import to_json
from kg.schema import load_schema
from kg.values.identities import check_digit
from tests.depth import examples

SCHEMA = load_schema()
KEY = b"k" * 32
DAY = datetime(2025, 3, 2, tzinfo=UTC)
SHA = "a" * 64
SOURCE = Source(SHA, "张三丰的流水.xlsx", 1, "bank", "f" * 64, 1, 1, 0, 0, 1, True, 3)


def person(name: str, number: str = "", **more: str) -> Entity:
    values = {"name": name, "residentId": number, **more}
    own = {key: (text,) for key, text in values.items() if text}
    return Entity(stable_id("Person", "residentId", name + number), "Person", own)


def account(number: str, holder: str = "") -> Entity:
    values = {"cardNumber": (number,), **({"name": (holder,)} if holder else {})}
    return Entity(stable_id("Account", "", number), "BankAccount", values)


def link(kind: str, source: Entity, target: Entity, **more: tuple[str, ...]) -> Link:
    return Link(
        stable_id(kind, source.id, target.id),
        kind,
        source.id,
        target.id,
        start=DAY,
        amount=Decimal("5.00"),
        currency="CNY",
        values=more,
        evidence=(Evidence(SHA, "张三丰6222021234560123!17", "workbook", "张三丰,货款"),),
    )


def resident(day: str) -> str:
    body = f"000102{day}123"
    return body + check_digit(body)


def masked(*entities: Entity, links: tuple[Link, ...] = (), shows: bool = False) -> Masker:
    masker = Masker(KEY, SCHEMA, show_values=shows)
    masker.learn(entities, links, [SOURCE])
    return masker


def chain_of(entities: list[Entity], links: list[Link], text: str = "") -> Chain:
    nodes = tuple(
        ChainNode(one, "Undetermined", "none", why=Message("as-stored", zh=text, en=text))
        for one in entities
    )
    edges = tuple(ChainEdge(k.source, k.target, k.kind, "money", (k,)) for k in links)
    said = (Message("as-stored", zh=text, en=text),)
    return Chain(
        text,
        text,
        nodes,
        edges,
        gaps=said,
        banners=said,
        sources=(SOURCE,),
        ask_again={"kg": f"kg chain CASE '{text}' --hops 2"},
    )


han = st.text(
    st.sampled_from("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许张三四五"), min_size=4, max_size=6
)
latin = st.text(st.sampled_from("bcdfghjklmnpqrstvwxyz "), min_size=6, max_size=14)
people = st.lists(han | latin.map(str.strip).filter(lambda n: len(n) > 5), min_size=1, unique=True)
numbers = st.lists(st.integers(10**9, 10**18).map(str), min_size=1, max_size=6, unique=True)
memos = st.lists(han, min_size=1, max_size=4)


@settings(max_examples=examples(150))
@given(people, numbers, memos)
def test_nothing_of_the_original_is_left_anywhere(
    names: list[str], cards: list[str], notes: list[str]
) -> None:
    entities = [person(name, alias=f"{name}哥") for name in names]
    entities += [account(card, names[n % len(names)]) for n, card in enumerate(cards)]
    entities.append(
        Entity(
            stable_id("Organisation", "", names[0]), "Organisation", {"name": (f"{names[0]}公司",)}
        )
    )
    links = [
        link("Transfer", one, two, memo=(notes[n % len(notes)],), counterName=(names[0],))
        for n, (one, two) in enumerate(pairwise(entities))
    ]
    chain = chain_of(entities, links, f"{names[0]}付{cards[0]}，见{links[0].id}")
    said = to_json(Masker(KEY, SCHEMA).chain(chain))
    for secret in (*names, *cards, *notes, "张三丰", "6222021234560123", "货款"):
        assert secret not in said
    for one in (*entities, *links):
        assert one.id not in said


@given(people, numbers)
def test_masking_is_deterministic_and_merges_nobody(names: list[str], cards: list[str]) -> None:
    entities = [*(person(name) for name in names), *(account(card) for card in cards)]
    one, two = masked(*entities), masked(*reversed(entities))
    shown = [one.entity(entity) for entity in entities]
    assert shown == [two.entity(entity) for entity in reversed(entities)][::-1]
    assert len({entity.id for entity in shown}) == len(entities)
    assert len({str(entity.values) for entity in shown}) == len(entities)


def test_two_people_of_one_name_stay_two() -> None:
    one, two = person("张三丰", resident("19900307")), person("张三丰", resident("19800307"))
    masker = masked(one, two)
    assert {masker.entity(e).first("name") for e in (one, two)} == {"张某1", "张某2"}
    assert masker.text("付给张三丰") == "付给张某"


def test_names_keep_only_what_the_courts_keep() -> None:
    named = {
        "张三丰": "张某1",
        "欧阳修远": "欧阳某1",
        "阿依古丽·买买提": "阿某1",
        "john smith": "J某1",
    }
    for name, mask in named.items():
        assert masked(person(name)).entity(person(name)).first("name") == mask


def test_organisations_bear_their_kind() -> None:
    firm = Entity(stable_id("Organisation", "1"), "Organisation", {"name": ("讯达有限公司",)})
    bank = Entity(stable_id("Bank", "1"), "Bank", {"name": ("Invented Trade Bank",)})
    masker = masked(firm, bank)
    assert masker.entity(firm).first("name") == f"某{SCHEMA.kind('Organisation').label('zh')}1"
    assert masker.entity(bank).first("name") == f"某{SCHEMA.kind('Bank').label('zh')}1"


def test_masks_are_english_in_english_and_a_chinese_surname_stays() -> None:
    firm = Entity(stable_id("Organisation", "1"), "Organisation", {"name": ("讯达有限公司",)})
    child = dataclasses.replace(person("吴小童"), id=stable_id("Person", "child"))
    child = dataclasses.replace(
        child, values={**child.values, "residentId": (resident("20120307"),)}
    )
    people = [
        person("张三丰"),
        dataclasses.replace(person("john Smith"), id="urn:crimechain:person:1"),
    ]
    act = link("KnowsOf", child, people[0])
    masker = Masker(KEY, SCHEMA, lang="en")
    masker.learn([firm, child, *people], [act], [SOURCE])
    assert masker.entity(firm).first("name") == "Organisation 1"
    assert [masker.entity(one).first("name") for one in people] == ["张某1", "J. 1"]
    assert masker.entity(child).first("name") == "Minor 1"
    assert masker.source(SOURCE).name == "source 3.xlsx"
    assert masker.text("讯达有限公司 paid") == "Organisation 1 paid"
    shown = masker.entity(dataclasses.replace(firm, evidence=(Evidence(SHA, "流水!4"),)))
    assert shown.evidence[0].locator == "sheet 2!4"


def test_same_entity_has_the_same_masked_id_in_every_export_of_the_case_only() -> None:
    one = person("张三丰")
    assert Masker(KEY, SCHEMA).id(one.id) == masked(one, person("李四光")).entity(one).id
    assert Masker(b"x" * 32, SCHEMA).id(one.id) != Masker(KEY, SCHEMA).id(one.id)
    assert Masker(KEY, SCHEMA).id(one.id).startswith("urn:crimechain:person:")


def test_an_account_bears_its_holders_mask() -> None:
    holder, card = person("张三丰"), account("6222021234560123", "张三丰")
    shown = masked(holder, card).entity(card)
    assert (shown.first("name"), shown.first("cardNumber")) == ("张某1", "6222****0123")


def test_two_cards_with_one_mask_are_told_apart() -> None:
    cards = [account("6222021234560123"), account("6222029999990123")]
    masker = masked(*cards)
    shown = {masker.entity(card).first("cardNumber") for card in cards}
    assert shown == {"6222****0123", "6222****0123 (2)"}


def test_what_the_ontology_does_not_know_does_not_leave() -> None:
    odd = dataclasses.replace(person("张三丰"), values={"zodiac": ("虎年出生",)})
    assert masked(odd).entity(odd).values == {}


def test_memo_place_and_excerpt_are_dropped_and_amount_stays() -> None:
    one, two = account("6222021234560123"), account("6222029999990124")
    fact = link("Transfer", one, two, memo=("张三丰货款",), place=("某小区9栋",), role=("x",))
    shown = masked(one, two, links=(fact,)).link(fact)
    assert set(shown.values) <= {"role"}
    assert shown.amount == Decimal("5.00")
    assert shown.evidence == (Evidence(SHA, "表1!17", "workbook", ""),)


def test_files_are_numbered_and_plain_places_stay() -> None:
    masker = masked()
    assert masker.source(SOURCE).name == "来源3.xlsx"
    evidence = (
        Evidence(SHA, "Sheet1!4"),
        Evidence(SHA, "line 204"),
        Evidence(SHA, "王五.csv#line 9"),
        Evidence(SHA, "in the words of 王五"),
    )
    one = dataclasses.replace(person("张三丰"), evidence=evidence)
    places = [piece.locator for piece in masker.entity(one).evidence]
    assert places == ["Sheet1!4", "line 204", "文件1.csv#line 9", ""]


def test_free_text_loses_every_shape_of_a_number_and_keeps_dates_and_amounts() -> None:
    text = masked().text
    assert (
        text("2025-03-02 10:14:05 共 1,234,567.00 元") == "2025-03-02 10:14:05 共 1,234,567.00 元"
    )
    assert text("卡 6222 0212 3456 0123") == "卡 6222****0123"
    assert text("电话13800000123。") == "电话138****0123。"
    assert text("身份证000102199003071234") == "身份证000****4"
    assert text("from 203.0.113.9") == "from 203.0.*.*"
    assert text("０１２３４５６７８９") == "01****89"
    assert text(f"sha {SHA}") == f"sha {SHA}"
    assert text("0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe") == "0xde0B…7BAe"


def test_known_words_are_found_inside_longer_ones() -> None:
    masker = masked(person("张三丰"), account("6222021234560123"))
    assert masker.text("转张三丰A6222021234560123B") == "转张某1A6222****0123B"


def test_with_values_shown_only_victims_minors_and_what_they_hold_are_masked() -> None:
    victim, mule = (
        person("吴受害人", resident("19600307")),
        person("郑供卡人", resident("19800307")),
    )
    child = person("孙小朋友", resident("20100307"))
    own, first = account("6222021234560123", "吴受害人"), account("6222029999990124", "郑供卡人")
    links = (
        link("HoldsAccount", victim, own),
        link("HoldsAccount", mule, first),
        link("ReportedLoss", victim, first),
        link("RelatedTo", child, mule),
        link("Transfer", own, first, memo=("投资",)),
    )
    masker = masked(victim, mule, child, own, first, links=links, shows=True)
    assert masker.entity(victim).first("name") == "吴某1"
    assert masker.entity(child).first("name") == "未成年人1"
    assert masker.entity(own).first("cardNumber") == "6222****0123"
    assert masker.entity(mule) == mule
    assert masker.entity(first) == first
    assert masker.link(links[1]).source == mule.id
    paid = masker.link(links[4])
    assert (paid.source, paid.target, paid.values) == (masker.id(own.id), first.id, {})
    assert masker.text("吴受害人付6222029999990124") == "吴某1付6222029999990124"
    assert masker.source(SOURCE).name == SOURCE.name


def sentences(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Message]:
    """Return sentences that have texts filled in at any depth, also within lists."""

    def holding(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Message]:
        part = inner | st.lists(inner, max_size=3).map(tuple)
        two = st.tuples(part, part, part).map(
            lambda said: Message("unlinked-holdings", one=said[0], two=said[1], holder=said[2])
        )
        return two | part.map(lambda said: Message("as-stored", zh=said, en=said))

    return holding(st.recursive(texts, holding, max_leaves=8))


@settings(max_examples=examples(150))
@given(people, numbers, st.data())
def test_no_name_leaves_in_what_is_filled_into_a_sentence(
    names: list[str], cards: list[str], data: st.DataObject
) -> None:
    masker = masked(*map(person, names), *map(account, cards))
    before, secret, after = (
        memos.map("".join),
        st.sampled_from([*names, *cards]),
        memos.map("".join),
    )
    said = data.draw(
        sentences(st.tuples(before, secret, after).map("（{0[0]} {0[1]} {0[2]}）".format))
    )
    kept = masker.said(said)
    for shown in (*(kept.text(lang) for lang in languages()), to_json(kept)):
        assert not [one for one in (*names, *cards) if one in shown]


def test_a_sentence_keeps_what_is_no_text_when_it_is_masked() -> None:
    said = Message("rows-not-traced", count=7, why=Message("rows-inexact"))
    assert masked(account("6222021234560123")).said(said) == said


def test_age_counts_at_the_time_of_the_act() -> None:
    young, grown = person("孙小一", resident("20070303")), person("孙小二", resident("20070301"))
    links = (link("RelatedTo", young, grown),)
    masker = masked(young, grown, links=links, shows=True)
    assert masker.hides(young.id)
    assert not masker.hides(grown.id)


def test_a_trace_is_masked_with_its_words() -> None:
    victim, card = person("吴受害人"), account("6222021234560123")
    paid, same = (
        link("Transfer", victim, card),
        Message("as-stored", zh="一级卡（100%）", en="level 1 (100%)"),
    )
    step = LevelStep(1, 5, (paid.id,))
    trace = Trace(
        "吴受害人",
        "out",
        "fifo",
        {"from": "6222021234560123"},
        (Seed(card.id, "", victim.id),),
        (),
        (),
        (TraceStop(card.id, "hub", "6222021234560123"),),
        (Message("as-stored", zh="吴受害人", en="6222021234560123"),),
        holdings=(Holding(0, victim.id, card.id, "CNY", 5),),
        levels=(AccountLevel(card.id, "CNY", 1, (), Decimal(1), 5, (step,), same),),
        roles=(ComputedRole(card.id, "CNY", "Layering", "1", same, (), (paid.id,), same, same),),
    )
    kept = masked(victim, card, links=(paid,)).trace(trace)
    said = to_json(kept)
    for secret in ("吴受害人", "6222021234560123", victim.id, card.id, paid.id):
        assert secret not in said
    assert kept.levels[0].account == kept.roles[0].account == kept.holdings[0].account
    assert kept.levels[0].steps[0].links == kept.roles[0].links != (paid.id,)


def test_every_sentence_of_a_trace_is_masked() -> None:
    secret = "吴受害人"
    one, two = person(secret), account("6222021234560123")
    said = Message("nothing-left-out", which=Message("price-less-fee", price=secret, fee=(secret,)))
    measure, money = (Measure("x", said, "1", "1"),), (Decimal(1), "CNY")
    leg = InferredLeg(
        *("leg", "coin-bought", "1", said, one.id, two.id, (), ()),
        *(*money, *money, Decimal(1), Decimal(0), DAY, DAY, 0, 1),
        *(measure, 0, said, said, said),
    )
    trace = Trace(
        *("", "out", "fifo", {}, (), (), ()),
        stops=(TraceStop(two.id, "hub", said=said),),
        warnings=(said,),
        levels=(AccountLevel(two.id, "CNY", 1, (), Decimal(1), 5, (), said),),
        roles=(ComputedRole(two.id, "CNY", "Layering", "1", said, measure, (), said, said),),
        listed=(Listing(two.id, "list", "row", said),),
        refused=(Problem(SHA, "line 2", "unknown", said),),
        inferred=(leg,),
    )
    kept = masked(one, two).trace(trace)
    assert secret in to_json(trace) and secret not in to_json(kept)


def test_a_platform_is_masked_also_where_a_row_calls_it_its_channel() -> None:
    one, two = account("6222021234560123"), account("6222021234560456")
    told = link("LiveGift", one, two, platformName=("青萍论坛",), channel=("青萍论坛",))
    said = masked(one, two, links=(told,)).link(told)
    assert said.values == {"platformName": ("某论坛1",), "channel": ("某论坛1",)}


def test_a_name_is_none_inside_a_systems_word_for_a_relation() -> None:
    call = Entity(stable_id("Incident", "", "1"), "Incident", {"name": ("CALL",)})
    smith = person("Smith")
    masker = Masker(KEY, SCHEMA, lang="en")
    words = ("CALLER", "RECALLED_BY", "CALL", "LENT_BY_SMITH", "LENT BY Smith", "李四CALL")
    told = [link("RelatedTo", smith, call, recordedAs=(word,)) for word in words]
    masker.learn([call, smith], told)
    shown = [masker.link(one).values["recordedAs"][0] for one in told]
    assert shown[:2] == ["CALLER", "RECALLED_BY"]
    assert not [word for word in shown[2:] if "CALL" in word or "smith" in word.lower()]
    assert masker.text("CALLER") != "CALLER"  # in prose a name is one wherever it stands


def test_whom_a_victim_paid_is_shown_and_the_victim_is_not() -> None:
    victim, mule, other = person("沈一鸣"), person("贾二"), person("高六")
    paying, taking = account("6200000000000001", "沈一鸣"), account("6200000000000002", "贾二")
    next_one = account("6200000000000003", "高六")
    facts = (
        link("HoldsAccount", victim, paying),
        link("HoldsAccount", mule, taking),
        link("Transfer", paying, taking, counterName=("贾二", "沈一鸣女士")),
        link("Transfer", taking, next_one, counterName=("高六",), memo=("沈一鸣女士的钱给贾二",)),
    )
    masker = Masker(KEY, SCHEMA, show_values=True)
    masker.learn([victim, mule, other, paying, taking, next_one], facts, [SOURCE], [victim.id])
    assert victim.id in masker.protected
    assert masker.entity(mule).values["name"] == masker.entity(taking).values["name"] == ("贾二",)
    assert masker.entity(victim).values["name"] != ("沈一鸣",)
    told = to_json([masker.link(fact) for fact in facts])
    assert "沈一鸣" not in told and "贾二" in told
    assert masker.link(facts[-1]).values["memo"][0].endswith("的钱给贾二")
    assert masker.text("沈一鸣女士付给贾二").endswith("付给贾二")


def test_a_victim_of_the_name_of_whom_they_paid_stays_masked() -> None:
    victim, paying = person("沈一鸣"), account("6200000000000001")
    taking = account("6200000000000002", "沈一鸣")
    facts = (
        link("HoldsAccount", victim, paying),
        link("Transfer", paying, taking, counterName=("沈一鸣",)),
    )
    masker = Masker(KEY, SCHEMA, show_values=True)
    masker.learn([victim, paying, taking], facts, [SOURCE], [victim.id])
    told = to_json([masker.link(fact) for fact in facts])
    assert "沈一鸣" not in told + masker.text("沈一鸣")
    assert "沈一鸣" not in to_json(masker.entity(taking))
