"""Which languages say everything; a catalogue of any other may begin with one sentence."""

WHOLE = ("en", "zh")
