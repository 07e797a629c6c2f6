"""Word passed on and numbers that took over, held to twins that try everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.records import to_json
from kg.trace.contacts.call_directions import PhoneUse, directed_contacts, parties_of
from kg.trace.contacts.contact_terms import CONTACTS, RENUMBERED, terms, values
from kg.trace.contacts.message_passing import MessageTerms
from kg.trace.contacts.message_result import pass_message
from kg.trace.contacts.number_change_search import ContactSets, NumberChangeSearch
from kg.trace.contacts.number_changes import renumbered
from tests.depth import examples
from tests.trace.contact_twins import DAY, HOUR, SECOND, Talk, earliest, ordered, rows_of, scores

MINUTE = 60 * SECOND


def word(talks, starts=(0,), goal=(), rows=200, service=(), uses=(), **terms):
    talk = directed_contacts(rows_of(talks, 5, service=service), uses)
    return pass_message(talk, MessageTerms(**terms), starts, goal, rows)


def when(moment) -> int:
    return round(moment.timestamp() * SECOND)


def told(found) -> dict[int, tuple[int, int]]:
    return {int(one.who[1:]): (when(one.at), one.hops) for one in found.told}


talks_of_five = st.lists(
    st.builds(
        Talk,
        one=st.integers(0, 4),
        other=st.integers(0, 4),
        start=st.integers(0, 40).map(lambda n: n * 20 * SECOND),
        seconds=st.sampled_from([0, 1, 90, -1]),
        width=st.sampled_from([SECOND, SECOND, MINUTE, HOUR]),
        written=st.booleans(),
        seq=st.integers(-1, 9),
        source=st.integers(0, 1),
        reporter=st.integers(-1, 1),
    ),
    max_size=14,
)


@settings(max_examples=examples(400))
@given(
    talks_of_five,
    st.sampled_from([0, MINUTE, 5 * MINUTE, HOUR]),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from([None, 100 * SECOND]),
    st.sampled_from([None, 600 * SECOND]),
    st.sampled_from([0, 45 * SECOND]),
    st.sampled_from([(), (2,), (1, 3)]),
)
def test_word_comes_as_early_as_in_the_twin(
    talks, within, hops, strict, since, until, across, barred
):
    rule = {"within": within, "hops": hops, "since": since, "until": until}
    found = word(talks, service=barred, strict_order=strict, skew=across, **rule)
    expected = earliest(talks, [0], strict=strict, across=across, barred=barred, **rule)
    assert told(found) == {who: at for who, at in expected.items() if who not in barred}
    stopped = {int(stop.who[1:]): when(stop.at) for stop in found.stops}
    assert stopped == {who: at for who, (at, _) in expected.items() if who in barred}


@given(talks_of_five, st.sampled_from([MINUTE, HOUR]), st.booleans())
def test_every_chain_is_a_chain(talks, within, strict):
    found = word(talks, within=within, strict_order=strict)
    rows = {f"call{n}": talk for n, talk in enumerate(ordered(talks))}
    for one in found.told:
        ends = [one.chain[0].source, *(step.target for step in one.chain)]
        assert ends[0] == "n00" and ends[-1] == one.who
        assert [step.source for step in one.chain] == ends[:-1]
        assert len(one.chain) == one.hops
        assert when(one.at) == when(one.chain[-1].start)
        for before, after in zip(one.chain, one.chain[1:], strict=False):
            a, b = rows[before.link], rows[after.link]
            assert before.link != after.link
            assert b.start - a.start <= within
            if after.order_proven and a.source == b.source and min(a.seq, b.seq) < 0:
                assert a.start + a.width <= b.start
        for step in one.chain:
            talk = rows[step.link]
            ways = {(talk.one, talk.other)} | (set() if talk.written else {(talk.other, talk.one)})
            assert (int(step.source[1:]), int(step.target[1:])) in ways
            assert talk.written or talk.seconds != 0
        assert not strict or one.order_proven


@given(talks_of_five, st.integers(1, 4))
def test_backward_is_the_mirror(talks, hops):
    """Who can tell 0 within the terms is who tells 0 when followed forward from him."""
    back = {int(one.who[1:]) for one in word(talks, direction="in", hops=hops).told}
    for who in {end for talk in talks for end in (talk.one, talk.other)} - {0}:
        assert (who in back) == (0 in told(word(talks, starts=(who,), hops=hops)))


@given(talks_of_five)
def test_the_goal_alone_is_the_same_as_among_all(talks):
    every = {one.who: one for one in word(talks).told}
    for goal in range(1, 5):
        found = word(talks, goal=(goal,))
        assert found.told == ((every[f"n{goal:02}"],) if f"n{goal:02}" in every else ())
        if found.told:
            assert len({s.link for s in found.others} - {found.told[0].chain[-1].link}) == (
                found.told[0].occasions - 1
            )


@given(talks_of_five, st.randoms(use_true_random=False))
def test_the_order_in_which_rows_stand_changes_nothing(talks, dice):
    """But for rows of one moment, which are told apart by their place alone."""
    once = list({(t.start, t.source, t.seq): t for t in talks}.values())
    mixed = dice.sample(once, len(once))
    assert to_json(word(once)) == to_json(word(mixed)) == to_json(word(once))


def test_a_call_tells_both_sides_and_a_message_one():
    answer = [Talk(1, 0, 0), Talk(1, 2, HOUR)]
    assert set(told(word(answer))) == {1, 2}
    assert not told(word([Talk(1, 0, 0, written=True)]))
    assert set(told(word([Talk(0, 1, 0, written=True, seconds=0)]))) == {1}


def test_an_unanswered_call_tells_nobody_and_an_unknown_length_is_said():
    found = word([Talk(0, 1, 0, seconds=0), Talk(0, 2, 1, seconds=-1)])
    assert set(told(found)) == {2}
    assert found.silent == 1
    assert any("1 call does not say how long" in said.text("en") for said in found.warnings)


def test_two_calls_of_one_second_are_followed_and_marked():
    same = [Talk(0, 1, 0), Talk(1, 2, 0)]
    (first, second) = word(same).told
    assert (first.order_proven, second.order_proven) == (True, False)
    assert set(told(word(same, strict_order=True))) == {1}
    one_record = [replace(t, seq=n, reporter=1) for n, t in enumerate(same)]
    assert all(one.order_proven for one in word(one_record).told)
    turned = [replace(t, seq=1 - n, reporter=1) for n, t in enumerate(same)]
    assert set(told(word(turned))) == {1}


def test_a_call_does_not_give_back_what_it_brought():
    """Else the callee's own call would start the caller's time anew."""
    talks = [Talk(0, 1, 0), Talk(1, 2, 2 * HOUR), Talk(1, 3, 4 * HOUR)]
    assert set(told(word(talks, within=3 * HOUR))) == {1, 2}
    again = [*talks, Talk(2, 1, 2 * HOUR + MINUTE)]
    assert set(told(word(again, within=3 * HOUR))) == {1, 2, 3}


def test_backward_the_last_moment_counts():
    talks = [Talk(2, 1, 0), Talk(1, 2, HOUR), Talk(1, 0, 2 * HOUR), Talk(2, 1, 3 * HOUR)]
    found = word(talks, direction="in")
    assert told(found) == {1: (2 * HOUR, 1), 2: (HOUR, 2)}
    assert [step.link for step in found.told[1].chain] == ["call1", "call2"]
    assert (found.told[1].occasions, found.told[1].tellers) == (2, 1)


def test_word_stops_at_services_and_hubs_and_passes_where_asked():
    talks = [Talk(0, 1, 0), Talk(1, 2, HOUR), *(Talk(1, n, 2 * HOUR) for n in range(3, 8))]
    found = word(talks, hub=3)
    assert not found.told
    assert [(s.who, s.reason, s.counterparties) for s in found.stops] == [("n01", "hub", 7)]
    assert set(told(word(talks, hub=3, through=frozenset([1])))) == set(range(1, 8))
    (stop,) = word(talks, service=[1]).stops
    assert (stop.reason, stop.link) == ("service", "call0")


def test_what_the_limits_leave_out_is_said():
    chain = [Talk(n, n + 1, n * HOUR) for n in range(5)]
    found = word(chain, hops=3)
    assert max(told(found)) == 3
    assert any("one more would add 1" in said.text("en") for said in found.warnings)
    cut = word(chain, edges=2)
    assert set(told(cut)) == {1, 2}
    assert any("limit of 2 contacts" in said.text("en") for said in cut.warnings)
    assert (len(word(chain, rows=2).told), word(chain, rows=2).cut) == (2, 3)


def test_the_numbers_of_one_person_know_together_but_only_while_he_uses_them():
    talks = [Talk(0, 1, 0), Talk(2, 3, HOUR)]
    uses = [PhoneUse("n01", "p"), PhoneUse("n02", "p")]
    found = word(talks, uses=uses)
    assert [one.who for one in found.told] == ["p", "n03"]
    assert found.joined == {"p": ("n01", "n02")}
    assert [one.who for one in word(talks).told] == ["n01"]
    given_up = [uses[0], replace(uses[1], until=HOUR)]
    assert [one.who for one in word(talks, uses=given_up).told] == ["p"]
    shared = [*uses, PhoneUse("n02", "q")]
    assert [one.who for one in word(talks, uses=shared).told] == ["p"]


def test_a_person_is_found_by_any_of_his_numbers():
    talk = directed_contacts(rows_of([Talk(0, 1, 0), Talk(2, 3, 1)]), [PhoneUse("n01", "p")])
    party = talk.parties.index("p")
    assert parties_of(talk, ["n01"]) == parties_of(talk, ["p"]) == [party]
    assert parties_of(talk, ["n02"]) == [2]
    assert parties_of(talk, ["nobody"]) == []


CHANGE = [
    *(Talk(n, 0, (n + 7 * k) * DAY, device=1, own=1) for n in range(2, 7) for k in range(6)),
    *(Talk(1, n, (60 + n + 7 * k) * DAY, device=1, cell=2) for n in range(2, 7) for k in range(6)),
    *(Talk(n, 7, (3 * n + 5 * k) * DAY) for n in range(2, 7) for k in range(28)),
    Talk(8, 9, 150 * DAY),
]
"""Number 0 is given up on day 41, number 1 appears on day 62 with the same five contacts."""


def hands(talks, typed=(), service=(), **given):
    return renumbered(rows_of(talks, service=service), values(RENUMBERED, typed), **given)


def test_the_same_company_on_a_new_number_is_a_clue_with_rows_on_both_sides():
    (one,) = hands(CHANGE).newcomers
    assert (one.old, one.new, one.score) == ("n00", "n01", 100)
    assert {c.number for c in one.shared} == {f"n{n:02}" for n in range(2, 7)}
    assert all(len(c.before) == len(c.after) == 6 for c in one.shared)
    assert sum(c.weight for c in one.shared) == 100
    (device,) = one.places
    assert (device.what, device.which, device.used_by) == ("device", "phone1", 2)
    assert (len(device.before), len(device.after)) == (30, 30)
    assert not one.doubts and not one.between


def test_calls_between_the_two_are_told_and_do_not_make_them_contacts():
    found = hands([*CHANGE, Talk(0, 1, 41 * DAY + HOUR), Talk(1, 5, 41 * DAY + HOUR)])
    assert [(one.old, one.new) for one in found.newcomers] == [("n00", "n01")]
    (one,) = found.newcomers
    assert len(one.between) == 1
    assert one.score == 100


def test_a_number_whose_file_ends_there_is_doubted():
    """The old number in a file of its own, the new one in another."""
    split = [replace(t, source=[1, 0][0 in (t.one, t.other)]) for t in CHANGE]
    (one,) = hands(split).newcomers
    assert len(one.doubts) == 1 and "end of the record" in one.doubts[0].text("en")
    apart = [replace(t, source=[0, 1][1 in (t.one, t.other)]) for t in CHANGE]
    (one,) = hands(apart).newcomers
    assert len(one.doubts) == 1 and "in use before" in one.doubts[0].text("en")


def test_whoever_knew_them_before_or_comes_too_late_is_none():
    knew = [Talk(1, n, (n + 3 * k) * DAY) for n in range(2, 7) for k in range(6)]
    assert not hands([*CHANGE, *knew]).newcomers
    assert not hands(CHANGE, ["gap=10d"]).newcomers
    assert not hands(CHANGE, ["shared=6"]).newcomers
    assert not hands(CHANGE, service=range(2, 7)).newcomers


def test_a_number_that_was_in_use_before_is_found_and_doubted():
    (one,) = hands([*CHANGE, Talk(1, 9, 5 * DAY), Talk(1, 2, 6 * DAY)]).newcomers
    assert (one.old, one.new, len(one.shared)) == ("n00", "n01", 4)
    assert "in use before" in one.doubts[0].text("en") and "1 of the old" in one.doubts[0].text(
        "en"
    )


def test_a_number_that_is_used_once_more_is_found_and_the_use_told():
    late = Talk(0, 6, 100 * DAY)
    (one,) = hands([*CHANGE, late]).newcomers
    assert (one.old, one.new, one.score, len(one.strays)) == ("n00", "n01", 100, 1)
    often = [Talk(0, 6, (50 + 3 * k) * DAY) for k in range(30)]
    assert not hands([*CHANGE, *often]).newcomers


def test_calls_between_the_two_speak_against_one_hand():
    often = [Talk(0, 1, (41 + k) * DAY) for k in range(3)]
    assert not hands([*CHANGE, *often]).newcomers
    assert hands([*CHANGE, *often], ["between=3"]).newcomers


def test_a_named_number_that_goes_on_says_so():
    found = hands(CHANGE, old=0, until=30 * DAY, typed=["gap=60d"])
    assert [one.new for one in found.newcomers] == ["n01"]
    assert "not given up" in found.warnings[0].text("en")
    assert "request more" in hands(CHANGE, old=9).warnings[0].text("en")


days = st.integers(0, 60).map(lambda n: n * DAY)
talks_of_twelve = st.lists(
    st.builds(Talk, one=st.integers(0, 4), other=st.integers(3, 9), start=days), max_size=40
)
everything = ["score=0", "best=0", "between=99", "silence=5d", "overlap=20d"]


@given(talks_of_twelve, st.sampled_from([(), (3,)]), st.sampled_from(["20d", "90d"]))
def test_scores_are_those_of_the_twin(talks, service, window):
    typed = [*everything, "shared=2", f"window={window}"]
    lookout = NumberChangeSearch(
        ContactSets(rows_of(talks, service=service)), values(RENUMBERED, typed)
    )
    span, known = int(window[:-1]) * DAY, lookout.company.known_by
    terms_ = {"silence": 5 * DAY, "window": span, "overlap": 20 * DAY, "service": service}
    known_numbers = range(len(lookout.company.rows.ends))
    for some in ({}, {3: 4, 4: 5}):
        moves = {old: new for old, new in some.items() if new in known_numbers}
        olds = lookout.olds.items()
        pairs = [p for old, moments in olds for p in lookout._pairs(old, moments, moves)]
        pairs = [p for p in pairs if lookout.reaches(p)]
        expected = scores(talks, moves=moves, **terms_) if talks else {}
        assert {(p.old, p.new): (round(p.score, 9), lookout.counted(p)) for p in pairs} == {
            pair: (round(score, 9), kept)
            for pair, (score, kept) in expected.items()
            if kept >= 2 and known[pair[0]] >= 2
        }


@given(talks_of_twelve)
def test_what_is_found_comes_best_first_and_no_number_has_a_clearly_better_one(talks):
    found = hands(talks, [*everything[:1], "shared=2"], limit=10_000).newcomers
    ranked = [one.score for one in found]
    assert ranked == sorted(ranked, reverse=True)
    for one in found:
        rivals = [o.score for o in found if o.old == one.old or o.new == one.new]
        assert one.score >= 0.9 * max(rivals) - 1


def test_of_a_group_that_moves_together_the_one_who_keeps_nobody_is_proposed_as_such():
    """0 to 4 become 10 to 14; each but 4 keeps two outsiders, and 4 knows nobody but the group."""
    talks = [Talk(90, 91, 0), Talk(90, 91, 60 * DAY)]
    for day in range(30):
        for group, since in ((range(5), 0), (range(10, 15), 30)):
            for n in group:
                at = (since + day) * DAY + n * HOUR
                talks += [Talk(n, m, at + m) for m in group if m > n and (day + n + m) % 3 == 0]
                keeps = n % 10 < 4 and day % 2 == 0
                talks += [Talk(n, 20 + 2 * (n % 10) + k, at + k * HOUR) for k in (0, 1) if keeps]
    found = {one.old: one for one in hands(talks).newcomers}
    assert {old: one.new for old, one in found.items()} == {
        f"n{n:02}": f"n{10 + n}" for n in range(5)
    }
    alone, others = found.pop("n04"), found.values()
    assert {(c.number, c.moved_to) for c in alone.shared} == {
        (f"n{n:02}", f"n{10 + n}") for n in range(4)
    }
    assert alone.score == 100 and all(c.before and c.after for c in alone.shared)
    assert "none of its contacts stayed" in alone.doubts[0].text("en")
    assert all(len([c for c in one.shared if not c.moved_to]) == 2 for one in others)
    assert not any(
        "none of its contacts" in doubt.text("en") for one in others for doubt in one.doubts
    )


def test_what_everybody_calls_weighs_next_to_nothing():
    crowd = [Talk(n, 99, n * DAY) for n in range(60)]
    company = ContactSets(rows_of([*crowd, Talk(0, 1, 0)]))
    assert company.weight(99) < 0.05 < 3 < company.weight(1)


def test_the_same_rows_give_the_same_bytes():
    assert to_json(hands(CHANGE)) == to_json(hands(CHANGE))
    apart = list({t.start: t for t in CHANGE}.values())
    assert to_json(hands(apart)) == to_json(hands(apart[::-1]))


def test_thresholds_have_words_and_reasons_and_refuse_nonsense():
    for name in (CONTACTS, RENUMBERED):
        for one in terms(name).thresholds.values():
            assert all(
                (one.label.text("zh"), one.label.text("en"), one.why.text("zh"), one.why.text("en"))
            )
    assert values(CONTACTS, ["within=2h"])["within"] == "2h"
    for typed in ("score", "nothing=1", "score=many", "within=soon"):
        with pytest.raises(UsageError):
            values(CONTACTS if "within" in typed else RENUMBERED, [typed])


def test_an_empty_case_has_no_clues():
    assert not hands([]).newcomers
    assert NumberChangeSearch(ContactSets(rows_of([])), values(RENUMBERED, ())).span == (0, 0)
    assert not word([], starts=()).told
    assert directed_contacts(rows_of([])).parties == ()
