"""The lasting register of what was earned."""
