"""Networks of the demo: what the sentence says by hand, and the order that the question finds."""

from __future__ import annotations

from pathlib import Path

from told import Told

from kg.views.page_data import in_clear
from tests.command_line import kg


def test_what_still_arrives_without_the_first_receiver_by_hand(first: Told) -> None:
    """What victims paid to an account is all that stops there: it is paid by nobody else."""
    assert first.trace.name == "victims"
    paid: dict[str, int] = {}
    links = {seed.link for seed in first.trace.seeds}
    for step in first.trace.steps:
        if step.link in links:
            paid[step.target] = paid.get(step.target, 0) + step.traced
    most = max(sorted(paid), key=lambda account: paid[account])
    handle = first.case.lookup.handle(most)
    found = first.case.network.key("victims", without=[handle], thresholds=["steps=1"])
    (money,) = found.what_if[0].money
    assert money.total == sum(seed.amount for seed in first.trace.seeds)
    assert money.reaching == money.low == money.high == money.total - paid[most]


def test_deeper_accounts_depend_on_the_rule(first: Told) -> None:
    """Money mixed on its way: the rules do not agree, and each is between nothing and all."""
    found = first.case.network.key("victims", thresholds=["steps=3"])
    (amount,) = (one for one in found.dismantled if one.order == "amount")
    sums = [removal.money[0].reaching for removal in amount.removals]
    assert sums == sorted(sums, reverse=True)
    handle = first.case.lookup.handle(amount.removals[0].thing)
    (money,) = first.case.network.key("victims", without=[handle]).what_if[0].money
    assert money.reaching == sums[0]
    assert 0 <= money.low <= money.reaching <= money.high <= money.total


def test_the_order_of_extortion_is_that_of_the_question(first: Told) -> None:
    orders = first.case.network.coordinated(participation="1").orders
    asked = first.case.ask("post-extortion")
    act, place = asked.columns.index("act"), asked.columns.index("inOrder")
    answers = {row[act]: bool(row[place]) for row in asked.rows}
    assert sorted(order.in_order for order in orders) == sorted(answers.values())


def test_three_accounts_of_one_handset_are_found(first: Told) -> None:
    """In a minute: three of one handset and one beside them; another an hour later is not."""
    found = first.case.network.coordinated(participation="1")
    (group,) = found.groups
    assert (group.size, found.objects, found.accounts) == (4, 1, 4)
    (shared,) = (one for one in group.behind if one.role == "device" and len(one.accounts) > 1)
    assert len(shared.accounts) == 3


def test_a_page_lights_what_is_asked_for(first: Told, tmp_path: Path) -> None:
    assert first.trace.name
    first.case.chain(trace="victims", name="chain")
    page = tmp_path / "page.html"
    done = kg("export", first.case.root, page, "chain", "--answers", "key,coordinated")
    assert done.returncode == 0, done.stderr
    text = in_clear(page.read_text("utf-8"))
    assert '"handle":"KEY"' in text
    assert '"handle":"GR1"' in text
