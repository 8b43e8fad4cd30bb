"""What a user of ccxt has to know of each exchange, behind one set of verbs."""
