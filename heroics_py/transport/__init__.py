"""The way to the server: one method, `send`, worn as skins one over the other."""
