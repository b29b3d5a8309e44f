"""A runtime API client: a JSON Hyper-Schema becomes Python calls."""
