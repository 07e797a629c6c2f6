"""The ontology as a site of pages in Chinese and English: opens from a disk, asks no network.

>>> from pathlib import Path
>>> from tempfile import mkdtemp
>>> write_site(Path(mkdtemp())) > 2000
True
"""

from __future__ import annotations

from kg.glossary.site.write_site import write_site

__all__ = ["write_site"]
