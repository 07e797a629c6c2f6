"""What a pattern over the whole ledger found: its rows, its figures, its innocent reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from kg.messages import Message
from kg.requests import FindRequest
from kg.text.html_table import html_table


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a finding beside the threshold that it was held to."""

    name: str
    label: Message
    value: str
    threshold: str


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """Rows that together have the shape of a typology: a lead about payments, never about a person.

    ``centre`` are the accounts (or the device) that the shape is about, ``accounts`` all that take
    part, ``links`` the member rows in time order. ``score`` says how far its measures exceed their
    thresholds, 0 to 100. ``innocent`` is how such a shape comes about without any crime, and
    ``shape`` the code of the innocent shape that its rows do have, with ``shape_said`` saying why.
    ``request`` searches for this typology as it was found.
    """

    id: str
    typology: str
    version: str
    label: Message
    centre: tuple[str, ...]
    accounts: tuple[str, ...]
    links: tuple[str, ...]
    amounts: Mapping[str, Decimal]
    first: datetime | None
    last: datetime | None
    measures: tuple[Measure, ...]
    parameters: Mapping[str, str]
    score: int
    innocent: Message
    shape: str = ""
    shape_said: Message | None = None
    unproven: int = 0
    request: FindRequest | None = None

    def __repr__(self) -> str:
        return (
            f"<Finding {self.typology}: score {self.score}, {len(self.accounts):,} accounts, "
            f"{len(self.links):,} payments>"
        )

    def _repr_html_(self) -> str:
        """Return what it is, when, how much, its measures and its innocent reading.

        A notebook shows it as a table: whoever wants it drawn asks the case for a chain around it.
        """
        days = [f"{moment:%Y-%m-%d %H:%M}" for moment in (self.first, self.last) if moment]
        rows = [
            ("when", " – ".join(dict.fromkeys(days)) or "unknown", ""),
            *(
                ("sum", f"{self.amounts[code]:,} {code}".strip(), "")
                for code in sorted(self.amounts)
            ),
            *(
                (measure.label.text(), measure.value, measure.threshold)
                for measure in self.measures
            ),
            ("innocent reading", self.innocent.text(), ""),
        ]
        caption = f"{self.label.text()}: {self!r}"
        return html_table(caption, ("measure", "value", "threshold"), rows)


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    """All that was found in one search, best score first, and what a reader must know of it.

    ``cut`` counts the findings of a typology that a ceiling left out, ``left_out`` the payments
    that were not looked at, by the reason.
    """

    findings: tuple[Finding, ...]
    rows: int
    accounts: int
    warnings: tuple[Message, ...] = ()
    cut: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        kinds = Counter(finding.typology for finding in self.findings)
        counts = ", ".join(f"{count} {name}" for name, count in kinds.most_common())
        return f"<Findings: {counts or 'none'}; {self.rows:,} payments>"

    def _repr_html_(self) -> str:
        """Return the findings, best first, as a notebook shows them."""
        columns = ("typology", "score", "accounts", "payments", "first", "last")
        rows = (
            (
                finding.label.text(),
                finding.score,
                len(finding.accounts),
                len(finding.links),
                finding.first,
                finding.last,
            )
            for finding in self.findings
        )
        return html_table(repr(self), columns, rows)
