"""The system a city runs its vocational-skills competitions on."""
