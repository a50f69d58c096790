"""Reading the trail: who did what, kept for good."""
