"""The URL of a request: from the href of a link, or of the caller's own."""
