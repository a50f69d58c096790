"""Judges, marking schemes and mark sheets, until every sheet is closed."""
