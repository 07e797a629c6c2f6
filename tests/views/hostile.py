"""Text that tries to become markup, a script, an address or another direction of writing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from kg.messages import Message
from kg.model import Chain, ChainEdge, ChainNode, Entity, Evidence, Link, Source

PWN = "window.__pwn=1"
CORPUS = (
    f'<img src=x onerror="{PWN}">',
    f"</script><script>{PWN}</script>",
    f"<b>x</b><svg onload={PWN}>",
    f'"><iframe srcdoc="<script>parent.{PWN}</script>">',
    f"javascript:{PWN}",
    f"<a href=javascript:{PWN}>href</a>",
    f"<!--<script>{PWN}//-->",
    f"]]></script><style>*{{background:url(https://x.invalid/)}}</style>{PWN}",
    f"${{{PWN}}} {{{{{PWN}}}}} %7B{PWN}%7D",
    "\u202egnp.exe\u202c \u2066hidden\u2069",
    "line\u2028break\u2029end",
    "nul\x00bell\x07esc\x1b[31m",
    '=HYPERLINK("https://x.invalid")',
    "data:text/html;base64,PHNjcmlwdD4=",
    "'; DROP TABLE x; -- \\ \\u003c",
)


def hostile_chain() -> Chain:
    """Return a chain where every free text is one of the corpus."""
    nodes = tuple(
        ChainNode(
            Entity(f"urn:x:{at}:{text}", "Person", {"name": (text,), text: (text,)}),
            "CoreCrime",
            text,
            roles=(f"alleged:{text}",),
            handle=text,
            why=Message("as-stored", zh=text, en=text),
        )
        for at, text in enumerate(CORPUS)
    )
    edges = tuple(_edge(nodes[at - 1], nodes[at], CORPUS[at]) for at in range(1, len(nodes)))
    said = tuple(Message("as-stored", zh=text, en=text) for text in CORPUS)
    return Chain(
        CORPUS[1],
        CORPUS[0],
        nodes,
        edges,
        gaps=said,
        banners=said[:3],
        sources=(Source("a" * 64, CORPUS[1], 1, CORPUS[0], "b" * 64, 1, 1, 0, 0, 1, True),),
        digest="c" * 64,
        ask_again={"kg": CORPUS[1], CORPUS[0]: CORPUS[2]},
    )


def _edge(source: ChainNode, target: ChainNode, text: str) -> ChainEdge:
    link = Link(
        f"urn:l:{text}",
        "Transfer",
        source.entity.id,
        target.entity.id,
        start=datetime(2024, 3, 1, tzinfo=UTC),
        amount=Decimal("12.5"),
        currency=text,
        values={"memo": (text,), text: (text,)},
        evidence=(Evidence("a" * 64, f"{text}!17", text, text),),
    )
    totals = {text: Decimal("12.5")}
    ends = (source.entity.id, target.entity.id)
    return ChainEdge(*ends, "Transfer", "money", (link,), totals, totals)
