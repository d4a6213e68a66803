"""The model and its written forms.

Where each key stands, what it must be, how it is written back.
"""
