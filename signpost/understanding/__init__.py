"""What the words mean: text in, concerns of the checklist out, with the words that showed it."""
