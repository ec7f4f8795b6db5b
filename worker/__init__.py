"""What runs in the background: jobs, the schedule and the sync engine."""
