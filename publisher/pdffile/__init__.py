"""PDF files as files: packets, structure, joining, pages.

Knows nothing of notices, articles or themes.

packet      the XMP packet, the Info dictionary and the attachments: read, replace
structure   a structure tree walked; fonts that bear no time
ends        streams whose end nobody can mistake
join        tagged parts -> one tagged file, with its page furniture laid over
pages       the words and links of finished pages
structure_tree   the structure tree as a reader meets it: blocks in its order
marked_content   the words of a page by the marked content that draws them
page_objects   what a page draws, object by object, and the marked content around it
drawn       what is drawn on a page, object by object
font_shapes fonts that show other letters than the file says
contents    the outline: what begins on which page
interactive notes, fields, scripts, layers: what stands or happens beside the pages
painting    a page painted as it is shown, without its words, and its words alone
ink         which words leave no ink on the painted page
"""
