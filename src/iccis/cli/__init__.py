"""The command line: one file for each room that has commands."""
