"""Pure functions on str: language, units, edit maps, shadow, display, names.

Nothing here knows of projects or files. Offsets are code points, half-open, and what returns spans
of a text returns them against the text as given. Importing this package loads no heavy library.
"""
