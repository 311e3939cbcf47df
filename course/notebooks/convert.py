"""convert.py SOURCE...: converts percent scripts to notebooks and prints them as a JSON array."""

import json
import sys

import jupytext

json.dump([jupytext.read(source) for source in sys.argv[1:]], sys.stdout)
