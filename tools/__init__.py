"""Programs of the lab, thin: each joins packages that may not know of each other."""
