"""Book → tagged PDF by a second typesetter, Typst: an extra, chosen by an option or a theme."""
