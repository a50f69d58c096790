"""The demo city: invented people and units in competitions of every stage."""
