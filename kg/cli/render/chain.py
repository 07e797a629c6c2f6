"""Results of asking as tables: what was found, what a chain holds, what a query answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.cli.render.tables import SHOWN, say_cut
from kg.cli.screen import Row, Screen, json_form
from kg.messages import languages
from kg.schema import load_schema

if TYPE_CHECKING:
    from kg.model import Chain, ChainNode, Headline, TemplateFit
    from kg.schema import Schema


def show_chain(
    chain: Chain, screen: Screen, headline: Headline, fits: Sequence[TemplateFit] | None = None
) -> None:
    """Its first sentence, how many stand at each stage, what is missing, what must be said."""
    document = json_form(chain) | {"first_sentence": headline_as_json(headline)}
    screen.document(document if fits is None else document | {"templates": json_form(fits)})
    screen.line(headline.text(screen.lang))
    schema = load_schema()
    at = Counter(node.stage for node in chain.nodes)
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for node in chain.nodes:
        kinds[node.stage][_called(node, schema, screen)] += 1
    rows: list[Row] = [
        (
            stage.label(screen.lang),
            at[stage.code],
            " · ".join(f"{kind} {count}" for kind, count in kinds[stage.code].most_common()),
        )
        for stage in schema.stages()
        if at[stage.code]
    ]
    screen.table(screen.word("chain-title", title=chain.title), ("stage", "entities", "who"), rows)
    screen.say(
        "chain-size",
        nodes=len(chain.nodes),
        edges=len(chain.edges),
        links=sum(len(edge.links) for edge in chain.edges),
        hidden=sum(hidden.count for hidden in chain.hidden),
    )
    for gap in chain.gaps[:SHOWN]:
        screen.line(f"  ? {gap.text(screen.lang)}")
    say_cut(len(chain.gaps), screen)
    for banner in chain.banners:
        screen.line(f"  ! {banner.text(screen.lang)}")


def headline_as_json(headline: Headline) -> dict[str, object]:
    """Return a first sentence as JSON has it: whole in each language, and clause by clause."""
    whole = {lang: headline.text(lang) for lang in languages()}
    return {"text": whole, "parts": json_form(headline.parts)}


def _called(node: ChainNode, schema: Schema, screen: Screen) -> str:
    """Return what files call a thing, as an allegation, or its kind."""
    role = schema.called_by(role.rpartition(":")[2] for role in node.roles)
    if role:
        return screen.word("page-alleged", role=role.label(screen.lang))
    return schema.kind(node.entity.kind).label(screen.lang)
