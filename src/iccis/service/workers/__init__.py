"""Worker processes that answer queries, supervised."""
