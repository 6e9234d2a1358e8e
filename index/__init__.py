"""Documents and how they are found. Knows nothing of questions' answers."""
