"""Names of fields that hold secrets."""

from heroics_py.secrecy.names import is_secret_name

SECRET_NAMES = (
    *("password", "user_password", "clientSecret", "access_token", "TOKENS", "API-Key", "key", "ssh_key"),
    *("SECRET_KEY_BASE", "aws_access_key_id", "PHPSESSID", "signature", "x_hmac", "otp", "cvc", "pwd"),
)
PLAIN_NAMES = ("public_key", "author", "monkey", "keyboard", "primary_key", "token_type", "design", "Idempotency-Key")


def test_names_of_secrets():
    """Names say whether they hold a secret."""
    assert [name for name in (*SECRET_NAMES, *PLAIN_NAMES) if is_secret_name(name)] == [*SECRET_NAMES]
