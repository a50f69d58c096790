"""Persons and organisations: one record a life long."""
