"""Host subsidies and prizes, worked out, approved and paid."""
