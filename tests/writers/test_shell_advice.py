import pytest

from heroics_py.writers.shell_advice import shell_advice


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("app.create: no; app.create.with_options(validate=False) sends it", "app.create: no; --no-validate sends it"),
        ("validate=False sends it all the same", "--no-validate sends it all the same"),
        ("say it, with_options(media_type=...)", "say it, --header 'Content-Type: ...'"),
        ("with_options(accept='text/csv') asks for it", "--header 'Accept: text/csv' asks for it"),
        ("connect(..., allowed_origins=['https://a.example']), or not", "--allow-origin https://a.example, or not"),
        ("pass one, connect(schema, url='https://a.example')", "pass one, --url https://a.example"),
        ("pass the open file, open('cat.png', 'rb')", "pass the open file, @cat.png"),
        (
            "none were sent; they are looked for in connect(token=..., auth=...), and netrc",
            "none were sent; they are looked for in HEROICS_TOKEN for a URL that you name, a profile, and netrc",
        ),
        (
            "pass allow_refs=['https://a.example'], or the document as refs={'b': ...}",
            "pass --allow-ref https://a.example",
        ),
        ("pass its path, or this document as refs={'b.json': ...}", "pass its path"),
        ("keep it in a file with store='file'", "keep it in a file with 'heroics profile set NAME --store file'"),
        ("it can't be kept; store=None keeps it in memory", "it can't be kept"),
        ("nothing of Python", "nothing of Python"),
        ("paging= names 'a.lst', but", "--paging names 'a.lst', but"),
    ],
)
def test_advice_of_errors(written, typed):
    """What an error advises in Python is what a command line has for it."""
    assert shell_advice(written) == typed
