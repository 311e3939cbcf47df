"""The Python side of the contestants' protocol: see contestant.ts."""

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

MARK = "@bench "


class Prepared:
    """What a contestant is ready to do: `run` does it once; `answer_of` what it returns is compared, and not timed."""

    def __init__(self, run, answer=None, pieces=1, answer_of=None):
        self.run, self.answer, self.pieces, self.answer_of = run, answer, pieces, answer_of


def contend(packages, prepare):
    """Replies to what comes on stdin until it ends. `packages` are named with their versions."""
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
                prepared = None  # frees the last case before the next one takes its place
                prepared = prepare(request["case"])
                send(answer=prepared.answer)
        except Exception:
            send(error=traceback.format_exc(limit=-3))


def peak_bytes():
    """Most memory that this process held, where the system says so: Linux counts in kilobytes, macOS in bytes."""
    if resource is None:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def send(**reply):
    """JSON has no NaN: an answer with one is an error."""
    known = {key: value for key, value in reply.items() if value is not None}
    print(MARK + json.dumps(known, allow_nan=False), flush=True)


def threads():
    """How many threads the command line asks for: `--threads 2`."""
    return int(sys.argv[sys.argv.index("--threads") + 1])
