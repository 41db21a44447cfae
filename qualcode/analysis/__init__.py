"""Analysis: retrieval, code frequencies, the case × code matrix."""
