"""`make faults`: two hundred tablets, and everything that can go wrong while they mark."""
