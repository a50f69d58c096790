"""What can be done with accounts: signing in, one's own account, users, parts and the first start."""
