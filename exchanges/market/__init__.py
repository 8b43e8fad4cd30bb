"""Books and tapes that are whole, or known not to be."""
