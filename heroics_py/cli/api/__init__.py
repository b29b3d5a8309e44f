"""The commands of an API: a group of resources, each with a command for every link."""
