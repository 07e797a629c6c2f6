"""An amount of money in whole units of its currency, and how it becomes a decimal and a text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

EXACT = Context(prec=60, traps=[Inexact])
"""Python's own arithmetic keeps 28 digits; an amount of a token has more."""


@dataclass(frozen=True, slots=True)
class Money:
    """So many ``units`` of a currency, of which ``scale`` are one of it.

    >>> str(Money(123456789, "CNY", 100)), Money(1250, "CNY", 100).amount
    ('1,234,567.89 CNY', Decimal('12.5'))
    """

    units: int
    currency: str
    scale: int = 1

    @classmethod
    def of(cls, amount: Decimal, currency: str, scale: int) -> Money:
        """Return an amount in whole units; what is less than a unit is left out."""
        return cls(int(EXACT.multiply(amount, Decimal(scale))), currency, scale)

    @property
    def amount(self) -> Decimal:
        """The amount in the currency, every digit of it.

        >>> Money(10**38 + 1, "ETH", 10**18).amount
        Decimal('100000000000000000000.000000000000000001')
        """
        return EXACT.divide(Decimal(self.units), Decimal(self.scale))

    @property
    def places(self) -> int:
        """How many decimals a unit has."""
        return len(str(self.scale)) - 1

    @property
    def figure(self) -> str:
        """The amount in groups of three with all decimals of the unit, without its currency.

        >>> Money(1, "ETH", 10**18).figure
        '0.000000000000000001'
        """
        return f"{self.amount:,.{self.places}f}"

    def __str__(self) -> str:
        return f"{self.figure} {self.currency}"
