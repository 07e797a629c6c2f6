"""What ``kg open`` prints: what happened, what matters, how to see the rest; or all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from kg.cli.render.add import show_added
from kg.cli.render.chain import show_chain
from kg.cli.render.load import show_loads, show_refusals
from kg.cli.render.trace import show_trace
from kg.cli.render.trace_text import number_of
from kg.cli.screen import Row, Screen
from kg.errors import KgError, LayoutUnknown
from kg.messages import Message
from kg.schema import load_schema
from kg.text import visible

if TYPE_CHECKING:
    from kg.case import Case
    from kg.case.evidence.input_files import IgnoredPath
    from kg.case.judgements.typed_facts import AddedFact
    from kg.errors import SourceError
    from kg.model import Chain, Headline, LoadReport, Source, Trace

LINES = 30
"""The summary is at most so long, as many lines as one screen shows."""

FEW = 3
"""Of anything that may be long, so many are listed and the rest is counted."""

PLACES = 5
"""So many places where the money lies are listed where there is room."""

PLACES_AT_LEAST = 3
"""For so many of them, roles and stops give way: ``kg trace`` has those."""


@dataclass
class OpenedCase:
    """What ``kg open`` did and found.

    Args:
        case: The case.
        page: Where its page is written.
        is_new: Whether the files were loaded now; else the case was there already.
        owners: Which bills got an owner, or why one got none.
        trace: The money followed: that of the victims, else of the account with most money.
        no_victims: Why no victim's money is followed, if none is.
        strongest: Around what the picture is drawn where no victim is known, and why.
        chain: What the page shows.
        start: With what ``kg trace`` follows the same money.
        around: With what ``kg chain`` draws the same picture.
    """

    case: Case
    page: Path
    is_new: bool = True
    reports: Sequence[LoadReport] = ()
    refusals: Sequence[SourceError] = ()
    left_out: list[IgnoredPath] = field(default_factory=list)
    owners: Sequence[AddedFact | KgError] = ()
    trace: Trace | None = None
    no_victims: KgError | None = None
    strongest: Message | None = None
    chain: Chain | None = None
    start: str = "--victims"
    around: str = "--trace victims"


def show_all(opened: OpenedCase, screen: Screen) -> None:
    """Print every file, account, level, stop and leg: what a summary leaves to other commands."""
    case, trace = opened.case, opened.trace
    if opened.refusals:
        screen.line(_refused_title(opened, screen))
        show_refusals(opened.refusals, screen)
    if opened.no_victims:
        screen.line(screen.error(opened.no_victims))
    if opened.is_new:
        reports, refusals = opened.reports, opened.refusals
        show_loads(reports, refusals, opened.left_out, screen, are_refusals_shown=True)
    else:
        screen.say("opened-case", case=case.root, count=len(case.evidence.sources()))
    for owner in opened.owners:
        if isinstance(owner, KgError):
            screen.line(f"  ✗ {screen.error(owner)}")
        else:
            show_added(owner, case, screen)
    for source in case.judgements.ownerless():
        screen.say("bill-without-owner", file=source.name, case=quote(str(case.root)))
    if trace:
        show_trace(trace, case, screen)
    if opened.strongest:
        screen.line(screen.message(opened.strongest))
    if opened.chain is None:
        screen.say("nothing-to-draw")
        return
    show_chain(opened.chain, screen, _headline(opened))
    screen.say("chain-page-written", page=opened.page)
    screen.line()
    screen.say("look-closer", case=quote(str(case.root)))


def show_opened(opened: OpenedCase, screen: Screen) -> None:
    """Print at most 30 lines: one sentence of what happened, what matters, how to see the rest."""
    case, trace = opened.case, opened.trace
    sources = case.evidence.sources()
    if opened.refusals and not sources:
        for line in _refused(opened, screen):
            screen.line(line)
        return
    first = [*_refused(opened, screen), _sentence(opened, sources, screen)]
    if opened.no_victims:
        first.append(screen.error(opened.no_victims))
    if trace:
        first.append(screen.word("not-an-opinion"))
    stops, roles = [*_stops(opened, screen)], [*_computed(opened, screen)]
    rest = {"case": quote(str(case.root)), "start": opened.start, "around": opened.around}
    last = [*stops, *roles, *_files(opened, sources, screen), *_owners(opened, screen)]
    commands = screen.word("open-see-rest", **rest).split("\n")
    last += [*_kept(opened, screen), *_drawn(opened, screen), "", *commands]
    used = sum(screen.height(line) for line in (*first, *last))
    places = _Places(opened, screen)
    for line in (*roles, *stops[:0:-1]):
        if used + places.height(PLACES_AT_LEAST) > LINES:
            last.remove(line)
            used -= screen.height(line)
    if opened.chain and used + places.height(PLACES_AT_LEAST) > LINES:
        # the stages are those of kg chain too
        stages, short = list(_drawn(opened, screen))[-2], _picture_size(opened.chain, screen)
        last[last.index(stages)] = short
        used += screen.height(short) - screen.height(stages)
    for line in commands[-2:-4:-1]:
        if used + places.height(PLACES_AT_LEAST) > LINES:  # the last one, kg docs, tells of them
            last.remove(line)
            used -= screen.height(line)
    for line in first:
        screen.line(line)
    places.show(LINES - used)
    for line in last:
        screen.line(line)


def _refused_title(opened: OpenedCase, screen: Screen) -> str:
    refused = len(opened.refusals)
    return screen.word("files-refused", refused=refused, count=refused + len(opened.reports))


def _refused(opened: OpenedCase, screen: Screen) -> Iterator[str]:
    if opened.refusals:
        yield _refused_title(opened, screen)
    yield from _few((f"  ✗ {screen.error(refusal)}" for refusal in opened.refusals), screen)
    if any(isinstance(refusal, LayoutUnknown) for refusal in opened.refusals):
        yield screen.word("open-proposes-layouts", case=quote(str(opened.case.root)))


def _few(lines: Iterator[str], screen: Screen, count: int = FEW) -> Iterator[str]:
    """Yield the first lines, then how many there are besides."""
    every = list(lines)
    yield from every[:count]
    if len(every) > count:
        yield screen.word("open-more", count=len(every) - count)


def _sentence(opened: OpenedCase, sources: Sequence[Source], screen: Screen) -> str:
    """Return who lost how much and where it lies; without victims, what the case holds."""
    # what is not drawn is counted where the picture is told
    first = _headline(opened).text(screen.lang, without=("hidden", "complete"))
    if opened.trace and opened.trace.from_victims:
        return first
    whole = screen.word(
        "open-holds",
        files=len(sources),
        rows=sum(source.stored for source in sources),
        payments=sum(source.flows for source in sources),
    )
    return f"{whole} {first}".strip()


def _headline(opened: OpenedCase) -> Headline:
    """Return the first sentence: that of what the page shows, and of the money followed."""
    return opened.case.chains.headline(opened.chain, opened.trace)


class _Places:
    """Where the money lies, as a table of as many places as there is room for."""

    def __init__(self, opened: OpenedCase, screen: Screen) -> None:
        from kg.chain.headline import held_places

        self.opened, self.screen = opened, screen
        self.held = held_places(opened.trace) if opened.trace else Counter[tuple[str, str]]()

    def height(self, most: int) -> int:
        """Return how many lines the table takes with at most so many places."""
        frame = 5 if self.screen.is_terminal else 2
        return frame + min(most, len(self.held)) if self.held else 0

    def show(self, room: int) -> None:
        """Print the table in so many lines."""
        case, trace, screen = self.opened.case, self.opened.trace, self.screen
        count = min(PLACES, room - self.height(0))
        if trace is None or not self.held or count < 1:
            return
        shown = self.held.most_common(count)
        accounts = [account for (account, _), _ in shown]
        entities, holders = case.lookup.entities(accounts), case.lookup.holders(accounts)
        whole = Counter[str]()
        for (_, currency), units in self.held.items():
            whole[currency] += units
        rows: list[Row] = [
            (
                case.lookup.handle(account),
                number_of(entities[account], screen) if account in entities else "",
                " / ".join(holders.get(account, ())),
                str(trace.money(units, currency)),
                f"{100 * units / whole[currency]:.1f}%",
            )
            for (account, currency), units in shown
        ]
        columns = ("handle", "number", "holder", "amount", "share")
        screen.table(screen.word("open-places", count=len(self.held)), columns, rows)


def _stops(opened: OpenedCase, screen: Screen) -> Iterator[str]:
    """Yield the three stops with most money: what is to be requested or frozen."""
    trace = opened.trace
    if trace is None:
        return
    money: Counter[tuple[str, str]] = Counter()
    accounts: dict[tuple[str, str], list[str]] = {}
    for stop in trace.stops:
        if stop.amount and stop.said:
            key = stop.said.text(screen.lang), stop.currency
            money[key] += stop.amount
            accounts.setdefault(key, []).append(stop.account)
    for (text, currency), units in money.most_common(FEW):
        who = list(dict.fromkeys(map(opened.case.lookup.handle, accounts[text, currency])))
        more = screen.word("open-and-more", count=len(who)) if len(who) > FEW else ""
        yield screen.word(
            "open-stop",
            money=str(trace.money(units, currency)),
            who=" ".join([*who[:FEW], more]).strip(),
            text=text,
        )


def _computed(opened: OpenedCase, screen: Screen) -> Iterator[str]:
    """Yield what accounts look like by their numbers, what is inferred, what must be warned of."""
    trace = opened.trace
    if trace is None:
        return
    roles = Counter(role.label.text(screen.lang) for role in trace.roles)
    if roles:
        named = " · ".join(f"{role} {count}" for role, count in roles.most_common())
        yield screen.word("open-roles", roles=named)
    if trace.inferred:
        yield screen.word("open-legs", count=len(trace.inferred), case=quote(str(opened.case.root)))
    yield from _few((f"! {warning.text(screen.lang)}" for warning in trace.warnings), screen, 2)


def _files(opened: OpenedCase, sources: Sequence[Source], screen: Screen) -> Iterator[str]:
    key = "open-files" if opened.is_new else "open-files-there"
    counts = {
        name: sum(getattr(source, name) for source in sources)
        for name in ("read", "stored", "skipped", "problems")
    }
    yield screen.word(key, files=len(sources), **counts)
    if opened.left_out:
        names = [visible(path.name) for path in opened.left_out]
        yield screen.word("open-left-out", count=len(names), names=names[:FEW])
    warnings = [
        f"! {report.source.name}: {screen.message(warning, report.layouts)}"
        for report in opened.reports
        for warning in report.warnings
    ]
    yield from _few(iter(warnings), screen, 2)
    if batches := [report.source.name for report in opened.reports if report.batch]:
        yield screen.word("open-leaked", files=batches[:FEW], count=len(batches))


def _owners(opened: OpenedCase, screen: Screen) -> Iterator[str]:
    refused = (
        f"  ✗ {screen.error(owner)}" for owner in opened.owners if isinstance(owner, KgError)
    )
    yield from _few(refused, screen, 1)
    case = opened.case
    bills = (
        screen.word("bill-without-owner", file=source.name, case=quote(str(case.root)))
        for source in case.judgements.ownerless()
    )
    yield from _few(bills, screen, 2)


def _kept(opened: OpenedCase, screen: Screen) -> Iterator[str]:
    """Yield the names of kept answers: traces and chains are drawn, these are to be asked for."""
    results = [] if opened.is_new else opened.case.saved.all()
    names = [
        screen.word("saved-of-kind", name=result.name, kind=screen.word(f"saved-{result.kind}"))
        for result in results
        if result.kind not in ("trace", "chain", "find")
    ]
    if names:
        more = ["…"] if len(names) > FEW else []
        yield screen.word("saved-kept-in-case", names=[*names[:FEW], *more])


def _picture_size(chain: Chain, screen: Screen) -> str:
    hidden = sum(kind.count for kind in chain.hidden)
    return screen.word("open-chain-size", nodes=len(chain.nodes), hidden=hidden)


def _drawn(opened: OpenedCase, screen: Screen) -> Iterator[str]:
    """Yield what the picture shows, around what where no victim is known, and where it is."""
    if opened.strongest:
        yield screen.message(opened.strongest)
    chain = opened.chain
    if chain is None:
        yield screen.word("nothing-to-draw")
        return
    at = Counter(node.stage for node in chain.nodes)
    stages = [stage for stage in load_schema().stages() if at[stage.code]]
    yield screen.word(
        "open-chain",
        nodes=len(chain.nodes),
        hidden=sum(hidden.count for hidden in chain.hidden),
        stages=" · ".join(f"{stage.label(screen.lang)} {at[stage.code]}" for stage in stages),
    )
    yield screen.word("chain-page-written", page=opened.page)
