"""The reference of an API, as a static site or as one Markdown file.

entries     what is said about each resource and link, from the same functions as help(): signature, arguments, examples
prose       the Markdown of descriptions, parsed; what is not Markdown that we know is text
elements    HTML, in which every text is escaped
site        the files of a site: one page for each resource, the index, the search, the style
markdown    the same as one file
"""
