"""What a record knows: the call that returned it, its links, and those that a response holds."""
