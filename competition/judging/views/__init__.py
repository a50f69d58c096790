"""Office pages of judging."""
