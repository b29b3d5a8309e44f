import pytest

from heroics_py import Paging
from heroics_py.cli.paging_text import parse_paging


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], None),
        (["pages(page, items=data)"], Paging.pages("page", items="data")),
        (["thing.list=cursor(meta.next, cursor)"], {"thing.list": Paging.cursor("meta.next", "cursor")}),
        (["a=none()", "b = pages( first=0 )"], {"a": Paging.none(), "b": Paging.pages(first=0)}),
        (["offset(skip, total=header:X-Total)"], Paging.offset("skip", total="header:X-Total")),
    ],
)
def test_text_of_a_paging(texts, expected):
    """A text has the names of `Paging`, without quotes."""
    assert parse_paging(texts) == expected


@pytest.mark.parametrize(
    "texts",
    [
        ["page"],
        ["exec(x)"],
        ["pages(nix=1)"],
        ["cursor()"],
        ["pages(first=-1)"],
        ["pages()", "none()"],
        ["=pages()"],
        ["__init__()"],
    ],
    ids=" ".join,
)
def test_odd_text_is_refused(texts):
    """A text that means nothing is refused."""
    with pytest.raises(ValueError, match=r"expected|argument|number"):
        parse_paging(texts)
