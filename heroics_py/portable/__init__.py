"""What reaches other processes by its name: each looks it up for itself."""
