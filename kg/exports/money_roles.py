"""The money sheet's page of computed roles: whose numbers look like what, and the rows behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.exports.grid import Grid
from kg.model import AccountLevel, ComputedRole, Trace

WIDTHS = (9, 30, 18, 24, 8, 16, 18, 80, 80)
HEADS = (
    *("sheet-handle", "sheet-account", "sheet-holder", "sheet-level", "sheet-currency"),
    *("sheet-received", "sheet-computed", "sheet-numbers", "sheet-innocent"),
)


@dataclass(frozen=True, slots=True)
class RolesPage:
    """How the workbook says words and accounts, and lists rows, for the page of roles."""

    grid: Grid
    lang: str
    say: Callable[..., str]
    who: Callable[[str], list[str]]
    listed: Callable[[Sequence[str], str], str]

    def write(self, trace: Trace) -> None:
        """Fill the page: every role with its numbers; what was received leads to the rows."""
        sheet = self.grid.sheet(self.say("sheet-roles"), WIDTHS)
        sheet.row([self.say("not-an-opinion")], self.grid.red)
        sheet.row([self.say("sheet-roles-how")])
        sheet.row([self.say(key) for key in HEADS], self.grid.head)
        levels = {(one.account, one.currency): one for one in trace.levels}
        for role in trace.roles:
            level = levels[role.account, role.currency]
            row = sheet.row([*self.who(role.account), self._said(level), role.currency])
            link = self.listed(role.links, self._title(role))
            sheet.amount(row, 5, level.received, trace.scale.get(role.currency, 1), link)
            told = (role.label, role.said, role.innocent)
            for column, said in enumerate(told, start=6):
                sheet.cell(row, column, said.text(self.lang))

    def _said(self, level: AccountLevel) -> str:
        return level.said.text(self.lang)

    def _title(self, role: ComputedRole) -> str:
        called = " ".join(self.who(role.account)[:2])
        return f"{called} · {self.say('sheet-computed')} {role.label.text(self.lang)}"
