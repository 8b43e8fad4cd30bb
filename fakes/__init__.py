"""Faithful venues that misbehave on demand.

A fake speaks a real venue's protocol on the wire, keeps its books in integers with a matching engine
behind it, and writes what really happened into a ledger that only the judge reads. It runs on asyncio,
aiohttp and websockets alone, so the same fake serves virtual time and loopback sockets.
"""
