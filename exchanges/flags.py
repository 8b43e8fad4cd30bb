"""Feature flags: what can be switched without a release, each with its default and its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureFlags:
    """All flags take effect at once when the configuration is reloaded.

    A flag is a field, so an unknown name is an error and not a silent "off".
    """

    submit_orders: bool = True
    """Kill switch: when off, ``submit`` raises NotSent; cancels and queries still go out."""
    make_before_break: bool = True
    """Open the replacement of a stream before closing the one that nears its age limit."""
