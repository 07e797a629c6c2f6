"""A layout proposed for a table that none fits."""
