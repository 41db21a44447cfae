"""The codebook: codes and categories, their entries, their history."""
