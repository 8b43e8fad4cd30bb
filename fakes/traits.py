"""What one venue has and another has not, by name, so that what is asked of a connector can depend on it."""

from enum import StrEnum


class Trait(StrEnum):
    """A demand that rests on one of these is made only at venues that have it."""

    # --- keys and time ---
    RECEIVE_WINDOW = "receive_window"
    """A signed request carries a time, and is refused when that is too far from the venue's."""
    NONCE = "nonce"
    """A signed request carries a number, and is refused unless that is higher than any before."""
    BOUNDED_LOGIN = "bounded_login"
    """Private streams are opened with a token that is fetched by request and does not live long."""
    ED25519_KEYS = "ed25519_keys"
    """Keys may be Ed25519 beside the venue's usual ones."""
    SANDBOX = "sandbox"
    """It has a public test environment under hosts of its own."""

    TEXT_NUMBERS = "text_numbers"
    """Numbers in answers are written as texts, all of them."""

    # --- books and trades ---
    REST_SNAPSHOT = "rest_snapshot"
    """The stream of a book has updates only; what it starts from is asked for by request."""
    TOLD_FLICKERS = "told_flickers"
    """A level that came and went between two messages of a book is told as removed."""
    BOOKS_APART = "books_apart"
    """What is missing shows in the book that it is missing from, and says nothing of the others."""
    CHECKSUM_BOOK = "checksum_book"
    """Updates of a book carry a checksum of what it must then look like."""
    NUMBERED_TRADES = "numbered_trades"
    """The public trades of each market are numbered one after the other, so that a hole shows."""

    RESTARTED_BOOKS = "restarted_books"
    """The stream of a book may begin again from a snapshot, its numbers from the beginning, unasked."""

    # --- connections ---
    ENDED_SUBSCRIPTIONS = "ended_subscriptions"
    """The venue may end a private subscription while the connection stays."""
    ACCOUNT_SNAPSHOT = "account_snapshot"
    """A private stream begins with the open orders, perhaps with the last executions too."""
    NUMBERED_REPORTS = "numbered_reports"
    """What private streams tell is numbered, so that a hole shows."""
    NUMBERED_CONNECTION = "numbered_connection"
    """All messages of a connection, of whichever stream, are numbered in one row."""
    BALANCE_REPORTS = "balance_reports"
    """The private stream tells what is held when that changes."""
    CUMULATIVE_REPORTS = "cumulative_reports"
    """Reports tell an order's totals; single executions must be asked for."""
    DAILY_CUT = "daily_cut"
    """A connection lives for a day at most, then the venue ends it."""
    VENUE_PINGS = "venue_pings"
    """A connection on which nothing happens is heard of all the same: by pings, or in words."""
    SHUTDOWN_NOTICE = "shutdown_notice"
    """A server announces on its connections that it is about to end."""

    SYSTEM_MODES = "system_modes"
    """The venue says how it is as a whole, and may take cancels only, or orders that rest only."""

    # --- limits ---
    RETRY_AFTER = "retry_after"
    """A refusal for too many requests says how long to wait."""
    ADDRESS_WEIGHT = "address_weight"
    """Requests have weights, counted by address in windows of time."""
    DECAYING_COUNTER = "decaying_counter"
    """Requests are counted by key, and the count goes down with time."""
    ORDER_COUNTER = "order_counter"
    """Orders are counted by account and pair, and to cancel a young order costs more than an old one."""
    SHARED_BUDGET = "shared_budget"
    """Queries and cancels use up the same allowance."""
    METHOD_LIMITS = "method_limits"
    """Each method has a limit of its own; a refusal holds up that one, and says until when."""
    FRAME_LIMIT = "frame_limit"
    """A connection on which the client sends too many frames in a second is ended."""
    BANS = "bans"
    """Whoever goes on in spite of refusals is banned by address, and told for how long."""

    # --- contracts ---
    POSITIONS = "positions"
    """Its markets are perpetual contracts: trading makes positions, and one asset stands for all of them."""

    # --- orders ---
    ORDER_DEADLINE = "order_deadline"
    """An order may say until when it is to be worked off, and is refused after that."""
    MARKET_BREAKS = "market_breaks"
    """A market can be broken off, and then refuses orders as a halted one does."""
    DEFERRED_VERDICT = "deferred_verdict"
    """The answer to an order says only that it was taken: the engine may reject it afterwards."""
    ADMITTED_TAKERS = "admitted_takers"
    """An order that may not take, and would, is accepted and then cancelled."""
    IDS_BY_SYMBOL = "ids_by_symbol"
    """Open orders on two markets may have the same client order id."""
    REPEATABLE_ORDERS = "repeatable_orders"
    """An order sent again under its client order id is not made twice: the answer names the first."""
    PREVENTED_SELF_TRADES = "prevented_self_trades"
    """Orders of one account do not trade with each other, unless that was asked for."""
    UNICODE_SYMBOLS = "unicode_symbols"
    """Names of markets are not always ASCII."""
