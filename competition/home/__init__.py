"""The hall: the public site, and today's work across the rooms."""
