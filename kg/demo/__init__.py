"""An invented case with a known answer: the files a user would receive, and what is in them.

``make`` writes ``FOLDER/files/`` and, beside it, ``FOLDER/answer.json``. No name, number, bank
or firm in it exists; the same seed gives the same bytes.
"""

from kg.demo.make_demo import make

__all__ = ["make"]
