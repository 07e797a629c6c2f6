"""The rows that each question must give: worked out from the story, not by running the tool."""

from kg.demo.expected.demo_story import DemoStory
from kg.demo.expected.questions import questions

__all__ = ["DemoStory", "questions"]
