"""The project's history: log, undo and redo, look back, merge, backup, check."""
