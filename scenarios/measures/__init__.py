"""How bad it was, in numbers with units in their names: pure functions from what a play left behind."""
