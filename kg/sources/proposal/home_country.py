"""The country that a table is likely from: by its letters, telephones, currency, IBANs or words.

A currency and a zone that nothing tells are those of this country: assumed where its own letters
make it certain, else offered first where a person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kg.requests import TableAnswers
from kg.sources.proposal.cell_forms import some_of
from kg.sources.proposal.column_roles import MOVED, TableColumn, TableColumns, currency_of
from kg.sources.proposal.countries import (
    Country,
    countries_of_words,
    country_of_code,
    country_of_currency,
    country_of_ibans,
    country_of_letters,
)
from kg.sources.proposal.guess_column import is_traditional

_MAINLAND = "CN"
_BY_CALENDAR = {"buddhist": "TH", "minguo": "TW"}
_SIDES = ("own", "source", "counter", "target")
"""Columns whose numbers tell a country, the surest first."""
_FEW, _SOME = 20, 50


class HomeCountry:
    """Tells which country a table is from.

    Args:
        table: The columns, with their roles.
        answers: What a person said.

    ``phone_region`` is the code of the country by whose rules the telephones are read, once that is
    told. What has been told once stays so: roles that columns are given later change nothing.
    """

    def __init__(self, table: TableColumns, answers: TableAnswers) -> None:
        self.table, self.answers = table, answers
        self.phone_region = ""

    @cached_property
    def certain(self) -> Country | None:
        """The country whose letters or characters the headers are written with, if it is one's."""
        if self._by_years and self._by_years != self._lettered:
            return None
        if self._lettered:
            return self._lettered
        traditional = is_traditional("".join(self.table.sample.header))
        return country_of_code(_MAINLAND) if self.table.zh and not traditional else None

    @cached_property
    def likely(self) -> Country | None:
        """The country that letters, telephones, the currency or IBANs tell."""
        if self._by_years:
            return self._by_years
        if self._lettered or self.phone_region:
            return self._lettered or country_of_code(self.phone_region)
        said = self.answers.currency and currency_of(self.answers.currency)
        currencies = {said} if said else self._told_currencies()
        if len(currencies) == 1 and (found := country_of_currency(currencies.pop())):
            return found
        sided = [c for c in self.table.columns if c.role in _SIDES]
        sided.sort(key=lambda c: _SIDES.index(c.role))
        return country_of_ibans([cell for c in sided for cell in c.cells[:_SOME]] or self._titles)

    @cached_property
    def worded(self) -> tuple[Country, ...]:
        """The countries that words of the table are used in, the likeliest first."""
        if self.table.zh:
            return ()
        cells = [cell for column in self.table.columns for cell in some_of(column.cells)[:_SOME]]
        return countries_of_words(self.table.sample.header, [*self._titles, *cells])

    @cached_property
    def _by_years(self) -> Country | None:
        """The country whose calendar the years are of, by themselves or by an answer."""
        time = self.table.of("time")
        era = self.answers.dates or (time.time.era if time and time.time else "")
        return country_of_code(_BY_CALENDAR.get(era, ""))

    @cached_property
    def _lettered(self) -> Country | None:
        header = self.table.sample.header
        some = [cell for column in self.table.columns for cell in column.cells[:_FEW]]
        return country_of_letters(header if any(header) else some)

    @property
    def _titles(self) -> list[str]:
        return [cell for line in self.table.sample.titles for cell in line]

    def _told_currencies(self) -> set[str]:
        """Return the currencies that amounts or a column of currencies name."""
        columns = self.table.columns
        cells = [cell for c in columns if c.role == "currency" for cell in some_of(c.cells)]
        told = currencies_of_amounts(c for c in columns if c.role in MOVED)
        return told or {code for cell in cells if (code := currency_of(cell))}


def currencies_of_amounts(moved: Iterable[TableColumn]) -> set[str]:
    """Return the currencies that amounts carry, or that their headers name."""
    forms = (column.amount for column in moved)
    return {form.currency for form in forms if form and form.currency}
