"""Our strict form: every fault at its line."""
