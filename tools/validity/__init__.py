"""How well does the score tell good connectors from bad ones? Measured as one measures a medical test."""
