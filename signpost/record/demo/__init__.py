"""`signpost demo`: a record in a temporary folder, with invented people at every point of their way, to try things out with."""
