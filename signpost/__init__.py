"""Signpost: cancer support services by concern and place."""
