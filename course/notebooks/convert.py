"""convert.py SOURCE...: prints the notebooks that percent scripts stand for, as one JSON array, in that order."""

import json
import sys

import jupytext

json.dump([jupytext.read(source) for source in sys.argv[1:]], sys.stdout)
