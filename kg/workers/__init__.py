"""Work on foreign bytes in a process that may be killed: whatever a file does, kg goes on.

A reader of files may abort, never end, or eat all memory; none of that can be caught from inside.
So it runs in a warm worker process with a clock and a memory ceiling::

    from kg import workers

    workers.start("kg.sources.reader_client")                 # returns at once
    told = workers.call("kg.sources.reader_client:hash_of", {"path": "a.xlsx"}, ceiling)

Both sides speak JSON (:mod:`kg.workers.wire`), one line a message.
"""

from kg.workers.worker import CallCeiling, Worker, WorkerPool, call, start, stop

__all__ = ["CallCeiling", "Worker", "WorkerPool", "call", "start", "stop"]
