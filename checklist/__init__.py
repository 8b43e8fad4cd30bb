"""What is demanded of a connector and what it is worth: items, policy, evidence, score, reports.

Data and arithmetic only. Nothing here plays anything, and nothing here imports the rest of the lab.
"""
