"""AU-050: requests are numbered as they are made, and sent side by side: whichever is first arrives first."""

from exchanges.connector import SpotConnector
from exchanges.dialect import Wire
from subjects.reference import Reference


class _Wire(Wire):
    in_order = False


class _Connector(SpotConnector):
    wire_type = _Wire


class SendsNumbersAtOnce(Reference):
    name = "sends_numbers_at_once"
    connector_type = _Connector
