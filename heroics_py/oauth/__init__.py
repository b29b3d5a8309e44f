"""OAuth: how a client gets a token, keeps it, and renews it.

- `authorization`: the object that ``connect(auth=...)`` takes; its arguments are checked in `settings`.
- `keeper`: hands the token out, and renews it.
- `login`: what is kept of a login. `stores`: where, in memory, in private files or in the keyring of the system.
- `flights`: one renewal at a time, for all threads and tasks of a process.
- `played`: the tokens of a person while a tape answers in the place of the server.
- `endpoints`: the URLs of the authorization server, from the caller or from its own description. `documented`: those
  that the document of an API names, if the caller trusts their origin.
- `protocol`: the requests of RFC 6749 and 8628, made by authlib; `server`: how they are sent.
- `code_login` and `device_login`: how a person logs in; `loopback`: the redirect to this machine; `prompts`: what the
  person sees.
"""

from heroics_py.oauth.authorization import OAuth
from heroics_py.oauth.prompts import LoginPrompt

__all__ = ["LoginPrompt", "OAuth"]
