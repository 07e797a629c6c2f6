from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import model
from kg.errors import FormatError
from kg.messages import Message
from kg.records import (
    chain_from_json,
    chain_to_json,
    from_json,
    from_plain,
    to_json,
    to_plain,
    trace_from_json,
    trace_to_json,
    with_digest,
)

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8))])
texts = st.text(max_size=12)
values = st.dictionaries(texts, st.lists(texts, max_size=3).map(tuple), max_size=3)
money = st.decimals(allow_nan=False, allow_infinity=False, places=6)
times = st.datetimes(timezones=ZONES)
said = st.builds(lambda zh, en: Message("as-stored", zh=zh, en=en), texts, texts)
evidence = st.builds(model.Evidence, texts, texts, texts, texts)
entities = st.builds(model.Entity, texts, texts, values, st.lists(evidence, max_size=2).map(tuple))
links = st.builds(
    model.Link,
    texts,
    texts,
    texts,
    texts,
    object=texts,
    start=st.none() | times,
    end=st.none() | times,
    precision=st.sampled_from(model.Precision),
    amount=st.none() | money,
    currency=texts,
    values=values,
    evidence=st.lists(evidence, max_size=2).map(tuple),
    proof=st.sampled_from(model.Proof),
    confidence=st.integers(0, 100),
)
nodes = st.builds(
    model.ChainNode, entities, texts, texts, st.integers(0, 9), st.just(("a", "b")), texts
)
totals = st.dictionaries(texts, money, max_size=2)
edges = st.builds(
    model.ChainEdge,
    texts,
    texts,
    texts,
    texts,
    st.lists(links, max_size=2).map(tuple),
    totals,
    totals,
    st.integers(0, 3),
)
chains = st.builds(
    model.Chain,
    texts,
    texts,
    st.lists(nodes, max_size=3).map(tuple),
    st.lists(edges, max_size=3).map(tuple),
    gaps=st.lists(said, max_size=2).map(tuple),
    banners=st.lists(said, max_size=2).map(tuple),
    ask_again=st.dictionaries(texts, texts, max_size=2),
)


@given(chains)
def test_chain_survives_the_round_trip(chain: model.Chain) -> None:
    text = chain_to_json(chain)
    assert chain_from_json(text) == chain
    assert chain_to_json(chain_from_json(text)) == text


@given(links)
def test_link_survives_the_round_trip_with_every_digit(link: model.Link) -> None:
    again = from_json(model.Link, to_json(link))
    assert again == link
    assert str(again.amount) == str(link.amount)


def level() -> model.AccountLevel:
    steps = (model.LevelStep(0, 2, ("k",)), model.LevelStep(1, 3, ("l",)))
    said = Message("as-stored", zh="一级卡（60%）", en="level 1 (60%)")
    return model.AccountLevel("b", "CNY", 1, (), Decimal("0.6000"), 5, steps, said)


def role() -> model.ComputedRole:
    label = Message("as-stored", zh="分层转移", en="layering")
    measure = model.Measure("passed", label, "99%", "≥85%")
    return model.ComputedRole("b", "CNY", "Layering", "1", label, (measure,), ("l",), label, label)


def test_trace_survives_the_round_trip() -> None:
    start = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    trace = model.Trace(
        name="t",
        direction="out",
        rule="fifo",
        parameters={"hops": "8"},
        seeds=(model.Seed("a", victim="v", amount=5, currency="CNY"),),
        steps=(model.TraceStep("l", "a", "b", 1, start, 5, 5, "CNY", order_proven=False),),
        accounts=(model.TraceAccount("b", 1, "CNY", 5, 0, 5, start, start),),
        stops=(model.TraceStop("b", "hub", "1,204 counterparties", 5, "CNY"),),
        warnings=(Message("as-stored", zh="注意", en="note"),),
        unproven=1,
        scale={"CNY": 100},
        levels=(level(), level()),
        roles=(role(),),
    )
    assert trace_from_json(trace_to_json(trace)) == trace


def test_digest_depends_on_content_alone() -> None:
    chain = with_digest(model.Chain("n", "t", (), ()))
    assert with_digest(chain) == chain
    assert with_digest(model.Chain("n", "u", (), ())).digest != chain.digest


@pytest.mark.parametrize(
    ("kind", "data", "says"),
    [
        (Message, {"zh": "x"}, "not a Message"),
        (Message, [], "dict expected, found list"),
        (model.Resting, {"kind": "x"}, "missing or unknown: what"),
        (model.Resting, {"kind": "x", "what": "y", "who": "z"}, "missing or unknown: who"),
        (model.Resting, {"kind": 1, "what": "y"}, "str expected, found int"),
        (model.Resting, [], "dict expected, found list"),
        (model.Hidden, {"stage": "s", "kind": "k", "count": True}, "int expected, found bool"),
    ],
)
def test_strange_data_is_refused(kind: type, data: object, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        from_plain(kind, data)


def test_wrong_scalars_are_refused() -> None:
    plain = to_plain(model.Link("i", "k", "a", "b", amount=Decimal("1.50")))
    for field, bad in [("amount", "1,5"), ("start", "yesterday"), ("proof", "sure")]:
        with pytest.raises(FormatError, match=f"Link.{field}"):
            from_plain(model.Link, {**plain, field: bad})
    with pytest.raises(FormatError, match="not JSON"):
        from_json(model.Link, "{")


def test_what_was_kept_before_a_field_came_to_be_has_its_default() -> None:
    trace = model.Trace("t", "out", "fifo", {}, (), (), (), ())
    data = to_plain(trace)
    for name in ("compared", "ranges", "levels", "roles"):
        del data[name]
    assert from_plain(model.Trace, data) == trace
    with pytest.raises(FormatError, match="missing or unknown: name"):
        from_plain(model.Trace, {key: value for key, value in data.items() if key != "name"})
