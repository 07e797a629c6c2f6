"""What a case would know of the invented chain beside it: rows, handles, roles, layers."""

from __future__ import annotations

from kg.messages import Message
from kg.model import Chain
from kg.views.page_details import PageDetails, PageLayer, RoleDetail

HIDDEN = "▒"
NOTE = "<img src=x onerror=window.__pwn=1>"


def details(chain: Chain) -> PageDetails:
    """Return details that name every link, one row of every line, a finding and a leg."""
    handles = {
        (line, place): f"T{line}0{place}"
        for line, edge in enumerate(chain.edges)
        for place in range(len(edge.links))
    }
    payment = next(n for n, edge in enumerate(chain.edges) if edge.family == "money")
    edge = chain.edges[payment]
    number = {node.entity.id: at for at, node in enumerate(chain.nodes)}
    ends = number[edge.source], number[edge.target]
    evidence = edge.links[0].evidence[0]
    role = RoleDetail(
        "computed:Layering",
        label=Message("page-level-n", n="2"),
        said=Message("page-place-line", row="17"),
        innocent=Message("page-gaps-none"),
    )
    alleged = RoleDetail("alleged:CardSeller", "2024-03-01", "2024-04-01", "L7")
    label, innocent = Message("page-gaps"), Message("page-gaps-none")
    return PageDetails(
        handles=handles,
        roles={ends[1]: [alleged, role]},
        rows={
            (evidence.sha256, evidence.locator): [
                ("交易时间", "2024-03-01 10:27"), ("金额", "5000.00"), (NOTE, NOTE),
                ("对手户名", HIDDEN), ("柜员", HIDDEN), ("余额", "12.00"), ("收付标志", "出"),
                ("摘要", "货款"), ("渠道", "网银"),
            ]
        },
        left_out=3,
        layers=[
            PageLayer("finding", "FD1", label, ends, ((payment, 0),), (innocent,)),
            PageLayer("leg", "IL4", label, (0, ends[0]), (), (innocent,), (0, ends[0])),
        ],
    )  # fmt: skip
