"""A saved trace as pictures: who passed whose money on, by rule and level, and when."""

from kg.views.money.money_data import MoneyPage, PageFacts

__all__ = ["MoneyPage", "PageFacts"]
