"""The rows that each question must give: worked out from the story, not by running the tool."""

from kg.demo.expected.story import Story, questions

__all__ = ["Story", "questions"]
