"""An API once it is read: its resources, links and schemas."""
