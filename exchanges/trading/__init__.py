"""The account: what is placed, what came of it, and what it holds."""
