"""Defects of released connectors, rebuilt from the public thread that tells of them."""
