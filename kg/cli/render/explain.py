"""One fact on the terminal: who, whom, what, when and how much, then every row that says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kg.cli.screen import Screen
from kg.model import Precision
from kg.text import visible
from kg.values.money import format_amount

if TYPE_CHECKING:
    from kg.case.lookup.explain_fact import Conclusion
    from kg.case.lookup.explain_part import ExplainedPart
    from kg.explain import EvidenceRow, Explanation, NamedParty

CLOCK = {Precision.DAY: "%Y-%m-%d", Precision.MINUTE: "%Y-%m-%d %H:%M"}

SHOWN = 20

TO_THE_SECOND = "%Y-%m-%d %H:%M:%S"


def show_explanation(explanation: Explanation, screen: Screen) -> None:
    """Say the fact in words with real names, then show every row that says it."""
    screen.document(explanation)
    screen.line(
        f"{explanation.label} ({explanation.kind})\n{explanation.definition}\n{explanation.id}"
    )
    for what, text in _fields(explanation, screen):
        screen.say("fact-line", what=what, text=visible(text))
    for piece in explanation.pieces:
        _show_piece(piece, screen)


def show_part(part: ExplainedPart, screen: Screen) -> None:
    """Say what a proposal or a part of a kept answer rests on: sentences, facts, then the rows."""
    screen.document(part)
    for said in part.said:
        screen.line(said.text(screen.lang))
    for handle, fact in zip(part.handles, part.facts, strict=True):
        screen.line()
        screen.say("explain-part-fact", handle=handle, what=fact.label)
        for what, text in _fields(fact, screen):
            screen.say("fact-line", what=what, text=visible(text))
        for piece in fact.pieces:
            _show_piece(piece, screen)
    for piece in part.pieces:
        _show_piece(piece, screen)
    if part.more:
        screen.say("cut", count=part.more)
    if part.innocent:
        screen.say("finding-innocent", text=part.innocent.text(screen.lang))


def show_conclusions(conclusions: Sequence[Conclusion], screen: Screen) -> None:
    """Say what no row says but follows by a rule: which one, and the rows that it follows from."""
    screen.document(conclusions)
    if not conclusions:
        screen.say("concluded-nothing")
    for conclusion in conclusions[:SHOWN]:
        _show_conclusion(conclusion, screen)
    if len(conclusions) > SHOWN:
        screen.say("cut", count=len(conclusions) - SHOWN)


def _show_conclusion(conclusion: Conclusion, screen: Screen) -> None:
    ends = [_who(end, screen.lang) for end in (conclusion.source, conclusion.target) if end]
    screen.line(
        "\n"
        + visible(f" — {conclusion.label} → ".join(ends) if conclusion.target else conclusion.label)
    )
    screen.say(
        "concluded-by", rule=conclusion.rule, version=conclusion.version, words=conclusion.words
    )
    for handle, fact in zip(conclusion.handles, conclusion.facts, strict=True):
        rows = {f"{piece.file} {piece.locator}": None for piece in fact.pieces if piece.sha256}
        screen.say("concluded-from", handle=handle, what=fact.label, rows=visible("; ".join(rows)))
    if conclusion.more:
        screen.say("cut", count=conclusion.more)


def _fields(explanation: Explanation, screen: Screen) -> Iterator[tuple[str, str]]:
    """Yield everything that the fact says, each thing after the word for it."""
    for part, party in explanation.parties.items():
        yield screen.word(f"fact-{part}"), _who(party, screen.lang)
    if explanation.start or explanation.end:
        yield screen.word("fact-when"), _when(explanation)
    if explanation.amount is not None:
        yield (
            screen.word("amount"),
            format_amount(explanation.amount, explanation.currency, screen.lang),
        )
    yield from explanation.details
    if explanation.proof_label:
        yield screen.word("proof"), explanation.proof_label
    if explanation.rule:
        yield (
            screen.word("fact-rule"),
            f"{explanation.rule} {explanation.version} {explanation.parameters}",
        )


def _who(party: NamedParty, lang: str) -> str:
    """Return a party's handle, kind, own name or number, and the names that go with it."""
    left, right, comma = "（）、" if lang == "zh" else (" (", ")", ", ")
    also = f"{left}{comma.join(party.also)}{right}" if party.also else ""
    return " ".join(filter(None, (party.handle, party.label, party.name))) + also


def _when(explanation: Explanation) -> str:
    """Return the time as finely as the file knows it, on the clock of the case."""
    ends = [moment for moment in (explanation.start, explanation.end) if moment]
    form = CLOCK.get(explanation.precision, TO_THE_SECOND)
    times = dict.fromkeys(moment.strftime(form) for moment in ends)
    return f"{' – '.join(times)} (UTC{_offset(ends[0])})"


def _offset(moment: datetime) -> str:
    return moment.isoformat()[-6:]


def _show_piece(piece: EvidenceRow, screen: Screen) -> None:
    """Show where a row stands and what stands there; foreign text cannot steer the terminal."""
    state = piece.state.text(screen.lang)
    if not piece.sha256:
        screen.line(f"\n{piece.locator} · {state}")
        return
    screen.line(f"\n{visible(piece.file)}  {visible(piece.locator)}\n  sha256 {piece.sha256}")
    if piece.origin:
        screen.say("explain-handed", sha256=piece.origin)
    layout = f"{piece.layout} ({piece.reader})" if piece.reader else piece.layout
    screen.line(f"  {layout} · {state}")
    screen.line("  " + " | ".join(visible(cell.strip()) for cell in piece.cells if cell.strip()))
