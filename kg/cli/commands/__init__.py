"""One file for each verb of kg."""
