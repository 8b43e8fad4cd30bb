"""Correct connectors that differ from the reference in one way each: no check may demand the reference's way."""
