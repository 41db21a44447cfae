"""Documents: interviews and answers, their versions, turns and masking."""
