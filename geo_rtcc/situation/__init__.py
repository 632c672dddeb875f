"""Read models: one function answers one question of a page. Reads the database, decides nothing."""
