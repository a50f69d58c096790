"""From closed sheets to announced places and awards."""
