"""From files to checked entries to an index generation."""
