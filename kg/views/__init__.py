"""Chains as pictures: one offline page, one static SVG, and pyvis for those who want it."""
