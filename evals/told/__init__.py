"""What people tell first, by department and level: own stories that train the channels of triage."""
