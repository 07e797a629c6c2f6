"""The parts of a case, each over the same session: ``case.money``, ``case.evidence`` and so on."""
