"""execute.py --folder FOLDER --timeout SECONDS NOTEBOOK: executes a notebook in place.

The kernel runs in FOLDER, so relative imports start there.
Prints one JSON object per line: {"cell": 3, "of": 20} before each cell, and at the end
{"done": true, "cpu": SECONDS} or {"failed": 3, "message": "...", "traceback": "..."}. Cells are counted from 0.
The CPU time is that of the kernel and its child processes, or null on Windows.
"""

import argparse
import json
import sys

try:
    import resource
except ImportError:  # Windows
    resource = None

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def say(**event):
    print(json.dumps(event), flush=True)


parser = argparse.ArgumentParser()
parser.add_argument("--folder", required=True)
parser.add_argument("--timeout", type=int, required=True)
parser.add_argument("notebook")
options = parser.parse_args()

notebook = nbformat.read(options.notebook, as_version=4)
current = 0


def before(cell, cell_index):
    global current
    current = cell_index
    say(cell=cell_index, of=len(notebook.cells))


client = NotebookClient(
    notebook,
    timeout=options.timeout,
    record_timing=False,
    coalesce_streams=True,
    on_cell_start=before,
    resources={"metadata": {"path": options.folder}},
)
try:
    client.execute()
except CellExecutionError as error:
    outputs = notebook.cells[current].outputs
    traceback = [line for output in outputs if output.output_type == "error" for line in output.traceback]
    say(failed=current, message=f"{error.ename}: {error.evalue}", traceback="\n".join(traceback))
    sys.exit(1)
except CellTimeoutError:
    say(failed=current, message=f"the cell ran longer than {options.timeout} seconds", traceback="")
    sys.exit(1)
except DeadKernelError:
    say(failed=current, message="the kernel died in this cell", traceback="")
    sys.exit(1)
except NoSuchKernel as error:
    say(failed=0, message=f"there is no kernel named {error.name}: npm run setup installs it", traceback="")
    sys.exit(1)
nbformat.write(notebook, options.notebook)
cpu = None
if resource:  # the kernel has ended
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = usage.ru_utime + usage.ru_stime
say(done=True, cpu=cpu)
