"""Where a case lies on disk, and how it is opened, changed and kept whole."""
