"""Writers: links, resources and requests as text, HTML and command lines."""
