"""Everything that can be made to go wrong: one fault, one file. Importing the package registers them all.

To add one, here or outside: a frozen dataclass that derives from `Fault` (or from `RequestFault` or
`MessageFault`, which bring the selection) and overrides the hooks it needs. A hook that acts returns
something; a hook that returns None, or an `on_open` that returns 0, did not fire. Parameters are JSON
values with units in their names; what must be remembered goes into `armed.memory`, chance comes from
`armed.rng`, time from `armed.now_s`. What the dialect words differently is asked of `armed.venue`.
"""

from fakes.faults.abrupt_close import AbruptClose
from fakes.faults.ack_without_data import AckWithoutData
from fakes.faults.altered_level import AlteredLevel
from fakes.faults.bad_utf8 import BadUtf8
from fakes.faults.ban import Ban
from fakes.faults.barred import Barred
from fakes.faults.clock_skew import ClockSkew
from fakes.faults.clock_step import ClockStep
from fakes.faults.close_code import CloseCode
from fakes.faults.cut_after import CutAfter
from fakes.faults.delay_messages import DelayMessages
from fakes.faults.drop_messages import DropMessages
from fakes.faults.duplicate_fill import DuplicateFill
from fakes.faults.duplicate_messages import DuplicateMessages
from fakes.faults.empty_body import EmptyBody
from fakes.faults.error_body_with_200 import ErrorBodyWith200
from fakes.faults.fault import Armed, Fault
from fakes.faults.filters_changed import FiltersChanged
from fakes.faults.fragmentation import Fragmentation
from fakes.faults.gap import Gap
from fakes.faults.half_open import HalfOpen
from fakes.faults.html_page import HtmlPage
from fakes.faults.huge_frame import HugeFrame
from fakes.faults.late_answer import LateAnswer
from fakes.faults.late_fill import LateFill
from fakes.faults.latency import Latency
from fakes.faults.lost_answer import LostAnswer
from fakes.faults.lost_removals import LostRemovals
from fakes.faults.lost_request import LostRequest
from fakes.faults.maintenance import Maintenance
from fakes.faults.missing_ack import MissingAck
from fakes.faults.missing_pings import MissingPings
from fakes.faults.missing_pongs import MissingPongs
from fakes.faults.name_failure import NameFailure
from fakes.faults.nonce_ahead import NonceAhead
from fakes.faults.partition import Partition
from fakes.faults.query_lag import QueryLag
from fakes.faults.refuse import Refuse
from fakes.faults.refused_subscription import RefusedSubscription
from fakes.faults.refused_upgrade import RefusedUpgrade
from fakes.faults.rejected_key import RejectedKey
from fakes.faults.rejected_later import RejectedLater
from fakes.faults.reorder_messages import ReorderMessages
from fakes.faults.replayed_fills import ReplayedFills
from fakes.faults.report_before_ack import ReportBeforeAck
from fakes.faults.reset import Reset
from fakes.faults.restarted_book import RestartedBook
from fakes.faults.schedule import Planned, during, from_json, to_json, upon
from fakes.faults.selection import MessageFault, RequestFault
from fakes.faults.server_error_after import ServerErrorAfter
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.server_shutdown_notice import ServerShutdownNotice
from fakes.faults.shared_address import SharedAddress
from fakes.faults.short_list import ShortList
from fakes.faults.silence import Silence
from fakes.faults.slow_drip import SlowDrip
from fakes.faults.stale_snapshot import StaleSnapshot
from fakes.faults.strange_row import StrangeRow
from fakes.faults.swallowed_connects import SwallowedConnects
from fakes.faults.symbol_delisted import SymbolDelisted
from fakes.faults.symbol_halted import SymbolHalted
from fakes.faults.symbol_listed import SymbolListed
from fakes.faults.system_mode import SystemMode
from fakes.faults.throttled import Throttled
from fakes.faults.truncated_body import TruncatedBody
from fakes.faults.unanswered_upgrade import UnansweredUpgrade
from fakes.faults.unknown_enum import UnknownEnum, UnknownEnumInStream
from fakes.faults.unknown_event import UnknownEvent
from fakes.faults.unreadable import Unreadable, UnreadableMessage
from fakes.faults.user_stream_expired import UserStreamExpired
from fakes.faults.venue_error import VenueError
from fakes.faults.wrong_content_type import WrongContentType
from fakes.faults.wrong_types import WrongTypes, WrongTypesInStream

__all__ = [
    "AbruptClose",
    "AckWithoutData",
    "AlteredLevel",
    "Armed",
    "BadUtf8",
    "Ban",
    "Barred",
    "ClockSkew",
    "ClockStep",
    "CloseCode",
    "CutAfter",
    "DelayMessages",
    "DropMessages",
    "DuplicateFill",
    "DuplicateMessages",
    "EmptyBody",
    "ErrorBodyWith200",
    "Fault",
    "FiltersChanged",
    "Fragmentation",
    "Gap",
    "HalfOpen",
    "HtmlPage",
    "HugeFrame",
    "LateAnswer",
    "LateFill",
    "Latency",
    "LostAnswer",
    "LostRemovals",
    "LostRequest",
    "Maintenance",
    "MessageFault",
    "MissingAck",
    "MissingPings",
    "MissingPongs",
    "NameFailure",
    "NonceAhead",
    "Partition",
    "Planned",
    "QueryLag",
    "Refuse",
    "RefusedSubscription",
    "RefusedUpgrade",
    "RejectedKey",
    "RejectedLater",
    "ReorderMessages",
    "ReplayedFills",
    "ReportBeforeAck",
    "RequestFault",
    "Reset",
    "RestartedBook",
    "ServerErrorAfter",
    "ServerErrorBefore",
    "ServerShutdownNotice",
    "SharedAddress",
    "ShortList",
    "Silence",
    "SlowDrip",
    "StaleSnapshot",
    "StrangeRow",
    "SwallowedConnects",
    "SymbolDelisted",
    "SymbolHalted",
    "SymbolListed",
    "SystemMode",
    "Throttled",
    "TruncatedBody",
    "UnansweredUpgrade",
    "UnknownEnum",
    "UnknownEnumInStream",
    "UnknownEvent",
    "Unreadable",
    "UnreadableMessage",
    "UserStreamExpired",
    "VenueError",
    "WrongContentType",
    "WrongTypes",
    "WrongTypesInStream",
    "during",
    "from_json",
    "to_json",
    "upon",
]
