"""Chains as pictures: one offline page, one still SVG, and pyvis for those who want it."""

from kg.views.page import page
from kg.views.pyvis_graph import pyvis_page
from kg.views.svg import svg

__all__ = ["page", "pyvis_page", "svg"]
