"""Pages of the plan: competitions and their timetable, and the news."""
