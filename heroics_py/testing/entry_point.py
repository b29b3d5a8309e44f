"""What pytest loads where heroics_py is installed: it names the plugin, PYTEST_DONT_REWRITE.

The plugin has two names: ``-p heroics_py.testing.plugin`` and this entry point. Pytest refuses one module under both.
"""

__all__ = ["pytest_plugins"]

pytest_plugins = ("heroics_py.testing.plugin",)
