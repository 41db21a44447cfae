"""The project's store: tables, engine, journal, undo, fold, names, migrations."""
