"""How long a test waits for a process before it calls it hung.

A net against waiting for ever, not a measurement: a machine that does something else beside the
tests may take twenty times as long as an idle one, and that says nothing about the code.
"""

PATIENCE = 1800  # seconds
