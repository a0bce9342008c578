"""How well the words are understood, the services ordered and the plans made, by the judged sets: `make relevance`."""
