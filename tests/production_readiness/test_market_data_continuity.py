"""Books, trades and instruments through odd feeds, restarts and long days."""
