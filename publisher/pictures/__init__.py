"""Pictures made fit for an edition, and what they say of themselves."""
