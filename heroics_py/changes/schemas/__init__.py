"""The comparison of two schemas, of what is sent or of what is answered."""
