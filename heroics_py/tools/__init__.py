"""What people do with a client: gather, find, refresh, wait, stream and upload."""
