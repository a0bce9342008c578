"""The pages and the API over the same domain calls."""
