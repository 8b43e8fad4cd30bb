"""What clients do, and what the documents say that they may: scripts for test_okx_limit_traces.py.

A word is an action (see `Client`), a wait in seconds (`+2`) or what has been counted (`=8`; of the limit that
the script begins with). `*5`: five times; `!rate`: it is refused. Limits and windows are those of OKX-22 to
OKX-28.
"""

TRACES = {
    # --- placing, by user and instrument ---
    "an order": "place: add =1",
    "orders": "place: add*7 =7",
    "as many as are allowed": "place: add*60 =60",
    "one more": "place: add*60 add!rate =61",
    "what is refused counts too": "place: add*60 add!rate*5 =65",
    "the window is over after two seconds": "place: add*60 add!rate +2 =0 add*60",
    "not a moment earlier": "place: add*60 +1.999 add!rate +0.001 add",
    "a window begins at whole multiples": "place: +1.5 add*60 +0.5 add*60",
    "a market order": "place: market =1",
    "an order refused by a rule": "place: small!min =1",
    "an order off the grid": "place: fine!lot =1",
    "an order without funds": "place: huge!funds =1",
    "an order without a signature is not counted": "place: forged!sign =0",
    "nor one that came after its end": "place: late!expired =1",
    "another instrument has a budget of its own": "place: add*60 add!rate eth",
    "and is not counted with this one": "place: eth*9 =0",
    "another user too": "place: add*60 add!rate other",
    "another address of the user has not": "place: add*60 elsewhere!rate",
    # --- cancelling and amending ---
    "cancels": "cancel: add*5 cancel*5 =5",
    "cancelling has a budget of its own": "cancel: add*60 add!rate cancel*30 =30",
    "as many as are allowed to be cancelled": "cancel: cancelnothing!order*60 cancelnothing!rate =61",
    "cancels recover": "cancel: cancelnothing!order*60 cancelnothing!rate +2 add cancel =1",
    "amendments": "amend: add amend*5 =5",
    "amending has a budget of its own": "amend: add*60 amend*60 amend!rate =61",
    "amendments are no orders": "place: add amend*9 =1",
    "cancels are no orders": "place: add*3 cancel*3 =3",
    "amendments recover": "amend: add amend*60 amend!rate +2 amend =1",
    # --- batches ---
    "a batch of one is an order": "place: batch1 =1",
    "a batch of several is not": "place: batch5 =0",
    "a batch counts its orders": "placebatches: batch5 batch10 =15",
    "a batch of one is no batch": "placebatches: batch1 =0",
    "orders beside batches": "place: batch20*15 batch20!rate add =1",
    "three hundred in batches": "placebatches: batch20*15 =300 batch20!rate =320",
    "batches recover": "placebatches: batch20*15 batch20!rate +2 batch20",
    "a batch that would be too many": "placebatches: batch20*14 batch15 =295 batch6!rate",
    "a batch that just fits": "placebatches: batch20*14 batch15 batch5 =300",
    "batches of cancels": "cancelbatch20*15 cancelbatch2!rate",
    "a batch with one cancel is a cancel": "cancel: add cancelbatch1 =1",
    "batches of amendments": "amendbatches: amendbatch3 amendbatch4 =7",
    "a batch with one amendment is an amendment": "amend: amendbatch1 =1",
    "ccxt's batch of one and orders are one budget": "place: add*30 batch1*30 add!rate",
    # --- questions by user ---
    "balances": "balance: balance*10 balance!rate =11",
    "balances recover": "balance: balance*10 balance!rate +2 balance =1",
    "questions for an order": "add order*60 order!rate",
    "questions for an order by instrument": "ordereth!noorder*60 order!noorder",
    "open orders": "pending*60 pending!rate",
    "history": "history*40 history!rate",
    "archive": "archive*20 archive!rate",
    "fills": "fills*60 fills!rate",
    "older fills": "oldfills*10 oldfills!rate",
    "configuration": "config*5 config!rate",
    "each endpoint has a budget of its own": "config*5 config!rate balance*10",
    "another user's questions": "balance: balance*10 balance!rate otherbalance",
    "the switch, once a second": "ratelimit ratelimit!rate +1 ratelimit",
    # --- questions by address ---
    "the time": "time: time*10 time!rate =11",
    "the time recovers": "time: time*10 time!rate +2 time",
    "another address is another caller": "time: time*10 time!rate timeelsewhere",
    "books": "books*40 books!rate",
    "books of all markets are one": "books*20 bookseth*20 books!rate",
    "whole books": "wholebooks*10 wholebooks!rate",
    "trades": "trades*100 trades!rate",
    "candles": "candles*40 candles!rate",
    "older candles": "oldcandles*20 oldcandles!rate",
    "tickers": "ticker*20 ticker!rate",
    "instruments": "instruments*20 instruments!rate",
    "instruments by type": "instruments*20 instruments!rate swaps",
    "the status, once in five seconds": "status status!rate +4 status!rate +1 status",
}

OPEN = {
    "open orders on an instrument": "place: add*3 add!pending +2 cancel add",
    "of another instrument there is room": "place: add*3 add!pending eth",
    "market orders are not open": "place: add*3 market",
    "open orders everywhere": "place: add*3 eth*2 eth!orders",
}
OPEN_LIMITS = {"open orders on an instrument": 3, "open orders": 5}
