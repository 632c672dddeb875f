"""What the live map shows: a snapshot of a window, and what has changed since."""
