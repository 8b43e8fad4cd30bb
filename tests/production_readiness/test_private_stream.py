"""The account's own stream is complete, told once and in order, or its gap is known."""
