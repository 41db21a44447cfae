"""Reports: the one place that writes csv, xlsx, docx and md."""
