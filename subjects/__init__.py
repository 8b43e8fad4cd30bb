"""Connectors under test, each behind the same few verbs.

An adapter says how to open a connector as its own documentation recommends, translates a dozen verbs,
and reads the connector's exceptions as its documentation defines them. It never knows that it is tested.
"""
