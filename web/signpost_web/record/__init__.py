"""Pages of the package record, for people who have signed in; and the checklist that a person fills in through a link."""
