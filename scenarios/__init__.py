"""Play a connector against a fake venue, and judge what happened.

A *stage* plays a *workload* under a *schedule* of faults and a market script; the play leaves a *Run*:
the *history* (what the subject saw and claimed) and the *ledger* (what really happened). A *check* is a
pure function from a Run to a Verdict.
"""
