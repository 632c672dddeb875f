"""What feeds the live map: one follower of the outbox, a ring of changes, and the routes."""
