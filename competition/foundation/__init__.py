"""The ground every room stands on."""
