"""How values look in a terminal, a notebook and a DataFrame."""
