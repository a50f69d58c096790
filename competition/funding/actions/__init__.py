"""What is done with claims, prizes and payment lists."""
