"""The closed document model: values only, standard library only.

Readers make it, writers take it; nothing here knows a file format.
"""
