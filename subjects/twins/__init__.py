"""Correct connectors, each unlike the reference in one way: no check may demand the reference's way."""
