"""A second fault strikes while orders and the account are being recovered."""
