"""The rows that each question must give: worked out from the story, not by running the tool."""

from kg.demo.expected.questions import questions
from kg.demo.expected.story import Story

__all__ = ["Story", "questions"]
