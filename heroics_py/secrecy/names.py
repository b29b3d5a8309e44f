"""Names of fields that hold secrets."""

import re
from functools import lru_cache

__all__ = ["MASK", "is_secret_name"]

MASK = "***"
"""The text that replaces a secret."""

_LONGEST_CACHED = 100  # characters of a name
_BETWEEN_WORDS = re.compile(r"[^A-Za-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SECRET = re.compile(
    r"passw|passphrase|(?<!by)(?<!com)pass$|(^|_)(pwd?|sk)$|(^|_)salt(_|$)|secret|token(?!iz)|credential|cookie|jwt|bearer"
    r"|auth(?!or(?!i[sz])|entic)"
    r"|(^|_)(php|j)?sess(ion)?(_?id|_?key|s)?$|(^|_)sig(nature)?(_input|_\d+)?$|(^|_)(otp|totp|mfa|cvc|cvv|hmac|passcode)$"
    r"|(^|_)(access|backup|device|mfa|one_time|otp|pin|recovery|security|two_factor|(?:email_|sms_)?verification)_codes?$"
    r"|(^|_)(connection_str(ing)?|conn_str|code_verifier|assertion)$|kennwort|mot_?de_?passe|contrase|wachtwoord"
    r"|(api|access|private|secret|signing|encryption|master|license)_?keys?(_|$)"
    r"|(^|_)(?<!public_)(?<!primary_)(?<!foreign_)(?<!idempotency_)key$"
)
_FACT = re.compile(r"_(at|in|on|count|type)$")  # about a secret: since when, for how long, of what kind


def is_secret_name(name: str) -> bool:
    """Return whether a field or header of this name is likely to hold a secret.

    ``public_key`` and ``Idempotency-Key`` are not; neither is a name with such a word inside another one (``monkey``,
    ``author``), nor one that describes a secret (``token_type``, ``password_changed_at``).
    """
    return _is_secret_name(name) if len(name) <= _LONGEST_CACHED else _is_secret_name.__wrapped__(name)


@lru_cache(maxsize=2048)  # each request asks about some thirty names, a tenth of the time of a call answered by a 304
def _is_secret_name(name: str) -> bool:
    plain = _BETWEEN_WORDS.sub("_", _HUMPS.sub("_", name)).lower()
    return _SECRET.search(plain) is not None and _FACT.search(plain) is None
