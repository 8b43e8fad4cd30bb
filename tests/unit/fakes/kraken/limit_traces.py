"""What clients do, and what the documents say that it costs them: scripts for test_kraken_limit_traces.py.

Counted are the transactions of the account on XBT/USDT, or the calls of the key. Ages and counts are
worked out by hand from KRK-20 to KRK-28.
"""

REFUSALS = {
    "rate": "EOrder:Rate limit exceeded",
    "open": "EOrder:Orders limit exceeded",
    "last": "the last row: EOrder:Orders limit exceeded",
    "calls": "EAPI:Rate limit exceeded",
    "min": "EOrder:Order minimum not met",
    "funds": "EOrder:Insufficient funds",
    "pair": "EQuery:Unknown asset pair",
    "order": "EOrder:Unknown order",
    "tick": "EOrder:Invalid price:XBTUSDT price can only be specified up to 1 decimals.",
}

FROZEN = {"calls_decay_milli": 0, "transactions_decay_milli": 0, "public_decay_milli": 0}
"""Counts do not melt away, so that sums can be seen."""

FROZEN_TRACES = {
    "an add": "add =1",
    "adds": "add*3 =3",
    "an order that ends at once": "ioc*10 =10",
    "a market order": "market =1",
    # cancelling by age
    "cancel at once": "add cancel =9",
    "cancel just below 5 s": "add +4.999 cancel =9",
    "cancel at 5 s": "add +5 cancel =7",
    "cancel just below 10 s": "add +9.999 cancel =7",
    "cancel at 10 s": "add +10 cancel =6",
    "cancel just below 15 s": "add +14.999 cancel =6",
    "cancel at 15 s": "add +15 cancel =5",
    "cancel just below 45 s": "add +44.999 cancel =5",
    "cancel at 45 s": "add +45 cancel =3",
    "cancel just below 90 s": "add +89.999 cancel =3",
    "cancel at 90 s": "add +90 cancel =2",
    "cancel just below 300 s": "add +299.999 cancel =2",
    "cancel at 300 s": "add +300 cancel =1",
    # amending by age
    "amend at once": "add amend =5",
    "amend just below 5 s": "add +4.999 amend =5",
    "amend at 5 s": "add +5 amend =4",
    "amend at 10 s": "add +10 amend =3",
    "amend at 15 s": "add +15 amend =2",
    "amend at an hour": "add +3600 amend =2",
    "an amended order is young again": "add +15 amend +7 amend =5",
    "the documented example": "add +7 amend +36 cancel =8",
    # editing by age
    "edit at once": "add edit =8",
    "edit at 5 s": "add +5 edit =7",
    "edit at 10 s": "add +10 edit =6",
    "edit at 15 s": "add +15 edit =4",
    "edit at 45 s": "add +45 edit =3",
    "edit at 90 s": "add +90 edit =2",
    "what edits make is young": "add +90 edit =2 cancel =10",
    # batches
    "two at once": "batch2 =1",
    "five at once": "batch5 =2.5",
    "fifteen at once": "batch15 =7.5",
    "a batch of fresh cancels": "add*3 cancelbatch3 =27",
    "a batch of older cancels": "add*4 +20 cancelbatch4 =20",
    "a batch of cancels may overshoot": "add*16 =16 cancelbatch16 =144 ioc!rate",
    "but not from beyond": "add*17 cancelbatch16 =145 cancelbatch1!rate =145",
    "all at once may overshoot": "add*16 cancelall =144",
    "all by userref may overshoot": "tagged*16 cancelref =144",
    # what is refused
    "an order too small is charged": "small!min =1",
    "an order off the grid is charged": "fine!tick =1",
    "an order without funds is charged": "huge!funds =1",
    "an order on no market is not": "nowhere!pair =0",
    "an order that is only checked is not": "check =0",
    "a cancel of nothing is not": "cancelnothing!order =0",
    "cancels stop at the threshold": "add*15 cancel*13 =119 cancel!rate =119",
    "and go on when the order has aged": "add*15 cancel*13 cancel!rate +5 cancel =125",
    "an old order can be cancelled at the threshold": "add +300 ioc*124 =125 cancel =125",
    "what is refused for its rate does not count": "ioc*125 ioc!rate*3 =125",
    # scopes
    "another market has a counter of its own": "ioc*125 ioc!rate eth =125",
    "another account too": "ioc*125 ioc!rate other =125",
    # calls
    "a call": "calls: Balance =1",
    "lists of trades are dear": "calls: TradesHistory =4",
    "dear calls reach the limit soon": "calls: TradesHistory*5 =20 TradesHistory!calls",
    "orders cost no call": "calls: add*10 cancel*5 amend =0",
    "other calls cost one": "calls: OpenOrders ClosedOrders BalanceEx TradeBalance GetWebSocketsToken =5",
    "to cancel all is a call": "calls: CancelAll =1",
    "a refused call counts": "calls: Balance*20 =20 Balance!calls =21",
    "another key has a counter of its own": "calls: Balance*20 Balance!calls otherkey =21",
    # public calls
    "public calls": "Time*20 Time!calls",
    "another address is another caller": "Time*20 Time!calls elsewhere",
    "trades are counted by pair": "Trades*20 Trades!calls tradeseth",
    "candles and trades of a pair are one": "Trades*20 OHLC!calls",
    "trades are not counted with the rest": "Trades*20 Time",
}

TIER_TRACES = [
    ("intermediate", "the documented decay", "ioc*50 =50 +10 =26.6"),
    ("intermediate", "a second's decay", "ioc*10 +1 =7.66"),
    ("intermediate", "never below nothing", "ioc +1 =0"),
    ("starter", "decay", "ioc*10 +3 =7"),
    ("pro", "decay", "ioc*10 +2 =2.5"),
    ("intermediate", "threshold", "ioc*125 =125 ioc!rate"),
    ("starter", "threshold", "ioc*60 ioc!rate"),
    ("pro", "threshold", "ioc*180 ioc!rate"),
    ("intermediate", "recovery to the millisecond", "ioc*125 +0.427 ioc!rate +0.001 ioc"),
    ("starter", "recovery", "ioc*60 +1 ioc =60"),
    ("pro", "recovery", "ioc*180 ioc!rate +4 =165 ioc*15 ioc!rate"),
    ("intermediate", "open orders", "add*80 add!open =81"),
    ("starter", "open orders", "add*30 +30 add*30 add!open =31"),
    ("pro", "open orders", "add*100 +30 add*125 add!open =126"),
    ("intermediate", "room after a cancel", "add*80 add!open +300 cancel add"),
    ("intermediate", "open orders of a batch", "add*79 batch2!last"),
    ("intermediate", "calls", "calls: Balance*20 Balance!calls"),
    ("starter", "calls", "calls: Balance*15 Balance!calls"),
    ("pro", "calls", "calls: Balance*20 Balance!calls"),
    ("intermediate", "calls: decay", "calls: Balance*10 +10 =5"),
    ("starter", "calls: decay", "calls: Balance*10 +10 =6.7"),
    ("pro", "calls: decay", "calls: Balance*10 +7 =3"),
    ("intermediate", "calls: recover", "calls: Balance*20 Balance!calls +4 Balance =20"),
    ("intermediate", "calls: a moment too early", "calls: Balance*20 Balance!calls +3.999 Balance!calls"),
    ("intermediate", "whoever goes on stays out", "calls: Balance*20 Balance!calls +1 Balance!calls*5"),
    ("intermediate", "public calls recover", "Time*20 Time!calls +2 Time"),
]
