"""What a file owes by its ledger and its record, held against what it shows."""
