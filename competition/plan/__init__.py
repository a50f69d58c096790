"""The year's plan: seasons, competitions, items, timetable and notices."""
