import sys
from types import ModuleType

import pytest

import heroics_py
from heroics_py.support.lazy import lazy_exports

PACKAGE = "lazy_package"


@pytest.fixture
def package(monkeypatch):
    """A package whose names `HTMLParser` and `missing` are homed in html.parser."""
    package = ModuleType(PACKAGE)
    package.__all__ = ["HTMLParser", "VERSION"]
    package.VERSION = 1
    package.__getattr__, package.__dir__ = lazy_exports(PACKAGE, {"html.parser": ("HTMLParser", "missing")})
    monkeypatch.setitem(sys.modules, PACKAGE, package)
    return package


def test_an_export_is_its_home_s_object(package):
    """An export is the object of its home, and is stored in the package at its first use."""
    from html.parser import HTMLParser

    assert "HTMLParser" not in vars(package)
    assert package.HTMLParser is HTMLParser
    assert vars(package)["HTMLParser"] is HTMLParser


def test_dir_lists_the_exports(package):
    """``dir`` lists the exports, loaded or not, and nothing else."""
    assert dir(package) == ["HTMLParser", "VERSION"]


def test_an_unknown_export_is_an_attribute_error(package):
    """An unknown name is an AttributeError, so that ``hasattr`` and ``from ... import`` work."""
    with pytest.raises(AttributeError, match="module 'lazy_package' has no attribute 'Parser'"):
        _ = package.Parser
    with pytest.raises(ImportError, match="cannot import name 'Parser'"):
        from lazy_package import Parser  # noqa: F401


def test_a_name_that_its_home_lacks(package):
    """A name that its home lacks is an AttributeError of the home."""
    with pytest.raises(AttributeError, match=r"module 'html.parser' has no attribute 'missing'"):
        _ = package.missing


def test_the_cache_exports_its_stores():
    """Each name in ``heroics_py.cache.__all__`` can be imported from it."""
    from heroics_py import cache

    assert [name for name in cache.__all__ if getattr(cache, name).__name__ != name] == []
    assert dir(cache) == sorted(cache.__all__)


@pytest.mark.parametrize("name", ["Heroics", "init", "client_from_schema", "new"])
def test_names_of_other_constructors(name):
    """What other packages call the function that makes a client gets the one of this package."""
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; did you mean 'connect'"):
        getattr(heroics_py, name)
