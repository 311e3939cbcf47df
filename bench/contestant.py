"""The protocol of contestants in Python: see contestant.ts."""

import importlib.metadata
import json
import platform
import sys
import time
import traceback

try:
    import resource
except ImportError:  # Windows
    resource = None

MARKER = "@bench "


class Prepared:
    """A prepared case. `run` does the work once. `answer_of`, untimed, makes the answer of its result."""

    def __init__(self, run, answer=None, pieces=1, answer_of=None):
        self.run, self.answer, self.pieces, self.answer_of = run, answer, pieces, answer_of


def contend(packages, prepare):
    """Replies to the requests on stdin until it ends, first with the versions of `packages`."""
    prepared = None
    versions = {name: importlib.metadata.version(name) for name in packages}
    send(versions={"Python": platform.python_version(), **versions})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["ask"] == "peak":
                send(peakBytes=peak_bytes())
            elif request["ask"] == "run":
                started = time.perf_counter()
                result = prepared.run()
                ms = (time.perf_counter() - started) * 1000 / prepared.pieces
                send(ms=ms, answer=prepared.answer_of and prepared.answer_of(result))
            else:
                prepared = None  # frees the last case first
                prepared = prepare(request["case"])
                send(answer=prepared.answer)
        except Exception:
            send(error=traceback.format_exc(limit=-3))


def peak_bytes():
    """Returns the peak memory of this process, or None on Windows."""
    if resource is None:
        return None
    # Linux counts in kilobytes, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def send(**reply):
    """Prints a reply. Raises for NaN, which JSON does not have."""
    known = {key: value for key, value in reply.items() if value is not None}
    print(MARKER + json.dumps(known, allow_nan=False), flush=True)


def threads():
    """Returns the number of threads from the command line: `--threads 2`."""
    return int(sys.argv[sys.argv.index("--threads") + 1])
