"""The rules that show a call to the outside: hooks, and spans of OpenTelemetry. `rules` puts them around the others."""
