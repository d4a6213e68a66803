"""An edition composed into chapters, in a theme: the same book for every format."""
