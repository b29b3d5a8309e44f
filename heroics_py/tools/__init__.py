"""The functions around a client: find, gather, refresh, wait, stream and upload."""
