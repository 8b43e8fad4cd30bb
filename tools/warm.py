"""Import this in a process that others are forked from: what a run of the gate loads is then loaded.

That is half of what a short run costs: pytest, the libraries, the reference connector, the suites.
"""

from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import tools.gate  # noqa: F401
from tools.playing import SUITES, collect

with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
    collect(SUITES)
