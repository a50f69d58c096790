"""The city's policy as dated data."""
