"""The benchmark, the generator of its services, and its peer."""
