"""The forms of export on the terminal: what each is for and loses, and a file counted again."""

from __future__ import annotations

from pathlib import Path

from kg.cli.screen import Screen


def show_forms(screen: Screen) -> None:
    """List every form with its use and what of the facts it cannot hold."""
    from kg.exports.losses import aspect, forms, transfer_forms

    between = screen.word("semicolon")
    rows = [
        (
            form.suffix,
            form.use.text(screen.lang),
            between.join(aspect(loss).text(screen.lang) for loss in form.loses),
        )
        for form in forms()
    ]
    screen.table(screen.word("forms-title"), ("form", "form-for", "form-loses"), rows)
    handed = transfer_forms()
    screen.say("forms-transfer", suffixes=" ".join(form.suffix for form in handed))
    for loss in dict.fromkeys(loss for form in handed for loss in form.loses):
        screen.line(f"  · {aspect(loss).text(screen.lang)}")


def show_counted(path: Path, screen: Screen) -> None:
    """Say what a reader that is not ours finds in a written file."""
    from kg.exports.recount import check

    recount = check(path)
    proofs = screen.word("untold") if recount.evidence is None else f"{recount.evidence:,}"
    screen.say("counted", path=path, nodes=recount.nodes, edges=recount.edges, evidence=proofs)
    for currency, total in recount.sums.items():
        screen.line(f"  {currency or '-'}  {total:,f}")
