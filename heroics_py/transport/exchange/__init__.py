"""One exchange with a server, over requests and urllib3."""
