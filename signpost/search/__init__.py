"""Search: a request and an index generation in, a page of services out. Pure: clock and data are passed in."""
