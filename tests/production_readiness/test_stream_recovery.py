"""A second fault strikes while connections and market data are being recovered."""
