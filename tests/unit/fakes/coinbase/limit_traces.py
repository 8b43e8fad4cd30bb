"""What clients do, and what the documents say that it costs them: scripts for test_coinbase_limit_traces.py.

Counted are the private requests of the account, or, after `public:`, those of an address. Sums are worked out
by hand from CBS-15 to CBS-20.
"""

REFUSALS = {"rate": "429", "key": "Unauthorized\n", "scope": "PERMISSION_DENIED", "none": "NOT_FOUND"}
REFUSALS |= {"argument": "INVALID_ARGUMENT", "funds": "INSUFFICIENT_FUND", "cancel": "UNKNOWN_CANCEL_ORDER"}
REFUSALS |= {"edit": "ORDER_NOT_FOUND", "product": "INVALID_PRODUCT_ID"}

FROZEN = {"private_milli": 0, "public_milli": 0}
"""Buckets do not fill again, so that sums can be seen."""

FROZEN_TRACES = {
    # every private request costs one
    "accounts": "accounts =1",
    "accounts again": "accounts*7 =7",
    "an order": "place =1",
    "a cancel": "place cancel =2",
    "a cancel of three": "place*3 cancelall =4",
    "an edit": "place edit =2",
    "a preview": "preview =1",
    "a list": "orders =1",
    "executions": "fills =1",
    "a question for one order": "place order =2",
    "a book for keys": "book =1",
    "products for keys": "products =1",
    "candles for keys": "candles =1",
    "fees": "summary =1",
    "rights": "permissions =1",
    "an old order costs no more to cancel": "place +3600 cancel =2",
    "a market order": "market =1",
    # what is refused
    "an order without funds": "huge!funds =1",
    "an order of no market": "nowhere!product =1",
    "a cancel of nothing": "cancelnothing!cancel =1",
    "an edit of nothing": "editnothing!edit =1",
    "a question for nothing": "ordernothing!none =1",
    "what is no order": "malformed!argument =1",
    "a key without rights": "reader!scope =1",
    "an unknown key costs nobody anything": "stranger!key*40 =0 accounts",
    "an expired token costs nobody anything": "expired!key*40 =0 accounts",
    "a path that the token is not for": "elsewhere_signed!key =0",
    # the bucket
    "as many as it holds": "accounts*30 =30",
    "and no more": "accounts*30 accounts!rate =30",
    "what is refused for its rate takes nothing": "accounts*30 accounts!rate*50 =30",
    "orders and questions take from the same": "place*15 orders*15 place!rate orders!rate",
    "cancels are refused too": "place*30 cancel!rate =30",
    "the key of another account has its own": "accounts*30 accounts!rate other =30",
    "another key of the account has not": "accounts*29 retired =30 retired!rate accounts!rate",
    "public questions take nothing of it": "time*10 =0",
    # public questions
    "a public question": "public: time =1",
    "public questions": "public: time*10 =10 time!rate =10",
    "all of them are one": "public: time pbook pproducts pproduct ptrades pcandles =6",
    "another address is another": "public: time*10 time!rate away",
    "an answer from the cache counts": "public: pbook*10 =10 pbook!rate",
    "a fresh answer counts the same": "public: freshbook*10 =10 freshbook!rate",
    "private ones take nothing of it": "public: accounts*10 =0",
    "a market that there is not counts": "public: pnowhere!argument*10 time!rate",
    # the wallet
    "the wallet is counted for itself": "public: vtime*20 =0",
    "its accounts too": "vaccounts*40 =0",
}

FLOWING_TRACES = {
    "one is free again after a thirtieth of a second": "accounts*30 +0.033 accounts!rate +0.001 accounts",
    "after a second all are": "accounts*30 +1 =0 accounts*30 accounts!rate",
    "never more than it holds": "+100 accounts*30 accounts!rate",
    "half a second gives fifteen": "accounts*30 +0.5 =15 accounts*15 accounts!rate",
    "thirty a second go on": "accounts*30 +1 accounts*30 +1 accounts*30 +1 accounts*30 accounts!rate",
    "one more does not": "accounts*30 +1 accounts*30 accounts!rate +1 accounts*30 accounts!rate",
    "a steady pace below it": "accounts*3 +0.1 accounts*3 +0.1 accounts*3 +0.1 accounts*3 =3",
    "the pace itself": "accounts*30 +0.1 accounts*3 +0.1 accounts*3 +0.1 accounts*3 accounts!rate",
    "public ones are slower": "public: time*10 +0.099 time!rate +0.001 time",
    "after a second ten are free": "public: time*10 +1 =0 time*10 time!rate",
    "half a second gives five": "public: time*10 +0.5 =5 time*5 time!rate",
    "refusals do not put it off": "accounts*30 accounts!rate*100 +0.034 accounts",
}
"""`wallet` limits and the counts of connections and messages have tests of their own."""
