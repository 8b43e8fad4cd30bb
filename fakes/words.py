"""What dialects have a name for, so that a fault can strike a field or a stream without knowing the name."""

from enum import StrEnum


class Word(StrEnum):
    """A dialect says in FakeVenue.words what it calls each; one that is missing there it does not have."""

    ORDER_NUMBER = "order number"
    """The venue's own, in the answer to placing an order."""

    # --- reports about an order, on the private stream ---
    REPORT_STATUS = "status in a report"
    REPORT_EVENT = "event in a report"
    """Why the report is sent."""
    REPORT_TYPE = "type in a report"
    REPORT_FILLED = "filled in a report"
    """How much of the order is filled by then."""
    REPORT_FILL = "quantity of a fill in a report"
    REPORT_FILL_PRICE = "price of a fill in a report"

    # --- the rules of a market, in the list of instruments ---
    RULES_TICK = "tick in the rules"
    RULES_KIND = "kind of a rule"
    """Where the rules are a list of several kinds."""
    RULES_STATUS = "status in the rules"

    # --- books and refusals ---
    BOOK_QUANTITY = "quantity in a book"
    NUMBER_REFUSED = "refusal of a number"
    """Of one that is not above all before it."""

    # --- streams ---
    ACCOUNT_STREAM = "stream of the account"
    """The one that tells of orders."""
