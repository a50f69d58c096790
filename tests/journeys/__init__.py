"""Whole ways through the house in a real browser, as the people walk them."""
