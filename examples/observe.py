"""What a client does, seen by hooks: which requests it sends, how each call ends, and what the cache saves."""

import heroics_py
from heroics_py import RequestDetails, ResponseDetails

sent: list[RequestDetails] = []
calls: list[ResponseDetails] = []


def show(details: ResponseDetails) -> None:
    """Print one line for each call."""
    calls.append(details)
    print(f"{details.call:10} {details.method:5} {details.url_template:22} {details.status} {details.cache}")


with heroics_py.sandbox() as sandbox:
    heroku = sandbox.with_options(on_request=sent.append, on_response=show)
    heroku.app.create(name="example")
    heroku.app.info("example")
    heroku.app.info("example")
    names = [app.name for app in heroku.app.list()]

confirmed = sum(call.cache == "revalidated" for call in calls)
print(f"{len(calls)} calls took {len(sent)} requests; the server sent {confirmed} of the responses without a body")
