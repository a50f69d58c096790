"""What people do in judging; each action is one transaction and leaves its trail."""
