"""The package record: assessment, plan, treatment summary, review, events and follow-up of one person at a time."""
