"""The interface's one worker process: words, vectors and models live there, not beside the keys."""
