"""From rows of text to facts: a layout compiled to SQL over the rows of one source."""
