"""Any marking scheme worked out from plain marks, with no database."""
