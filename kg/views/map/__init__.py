"""The map of a whole case: communities, where everything lies, what the page's file holds."""
