"""Entries: sent by delegations, reviewed, accepted, numbered."""
