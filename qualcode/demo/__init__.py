"""The example study: composed interviews, codebook, survey and usage records to learn with."""
