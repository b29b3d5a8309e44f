"""Writers: what a link, a resource or a request looks like as text, as HTML and as a command line."""
