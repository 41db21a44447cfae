"""The reader: a document's text with its turns, segments and selection, whatever its length."""
