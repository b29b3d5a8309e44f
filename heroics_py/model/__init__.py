"""What an API is once it is read, and what can be said of its schemas."""
