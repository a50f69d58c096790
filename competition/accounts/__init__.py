"""Who signs in, and the parts they play."""
