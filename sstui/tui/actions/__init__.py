"""What each command of the table does: a function in a module of its subject."""
