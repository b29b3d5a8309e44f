"""Secrets in texts, recognized by their form."""

from heroics_py.secrecy.texts import mask_text

FORMS = [
    ("postgres://me:pw@db.example:5432/x", "postgres://***@db.example:5432/x"),
    ("redis://:p/w@db.example", "redis://***@db.example"),
    ("see https://me@a.example/b and c", "see https://***@a.example/b and c"),
    ("https://a.example/x?Signature=abc&page=2", "https://a.example/x?Signature=***&page=2"),
    ("https://a.example:8080/@me", "https://a.example:8080/@me"),
    ("https://a.example/@me", "https://a.example/@me"),
    ("/x?Signature=abc&page=2", "/x?Signature=***&page=2"),
    ("me@a.example", "me@a.example"),
    ("Bearer abc123def456", "***"),
    ("basic understanding", "basic understanding"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMII\n", "***"),
    ("ssh-rsa AAAAB3NzaC1yc2E me@a.example", "ssh-rsa AAAAB3NzaC1yc2E me@a.example"),
    ("01234567-89ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"),
]


def test_secrets_by_form():
    """Secrets in texts are recognized by their form."""
    assert [mask_text(text) for text, _ in FORMS] == [masked for _, masked in FORMS]
