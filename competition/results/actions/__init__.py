"""What is done with results; each action is one transaction and leaves its trail."""
