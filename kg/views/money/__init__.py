"""A saved trace as pictures: who passed whose money on, by rule and level, and when."""

from kg.views.money.money_data import Facts, Money

__all__ = ["Facts", "Money"]
