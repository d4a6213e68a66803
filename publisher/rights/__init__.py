"""Licences, conditions, the ledger of notices, and the record that travels in the file."""
