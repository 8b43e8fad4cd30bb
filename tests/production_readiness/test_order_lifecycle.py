"""Many orders at once, bulk cancels, restarts, other people's orders."""
