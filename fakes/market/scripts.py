"""The market scripts that scenarios name. `dataclasses.replace` makes variants."""

from fakes.market.flow import Flow, Halting, Pace

SILENT = Flow(name="silent", pace=None)
"""Books that nobody touches: what moves, a workload moved."""

QUIET = Flow(name="quiet", pace=Pace(changes_per_s=2.0, trades_per_s=0.5))

OVERNIGHT = Flow(name="overnight", pace=Pace(changes_per_s=0.05, trades_per_s=0.01))
"""A change every twenty seconds: for plays that last a day."""

TRENDING = Flow(name="trending", pace=Pace(changes_per_s=10.0, trades_per_s=2.0, drift_per_s=0.5, jitter=0.3))

VOLATILE = Flow(name="volatile", pace=Pace(changes_per_s=50.0, trades_per_s=10.0, jitter=3.0))

BURST = Flow(
    name="burst",
    pace=Pace(changes_per_s=2.0, trades_per_s=0.5),
    burst=Pace(changes_per_s=300.0, trades_per_s=60.0, jitter=1.0),
)
"""Calm, and in the last two of every twenty seconds hundreds of changes a second on each symbol."""

HALTED = Halting(name="halted", flow=QUIET)

SCRIPTS = {script.name: script for script in (SILENT, OVERNIGHT, QUIET, TRENDING, VOLATILE, BURST, HALTED)}
