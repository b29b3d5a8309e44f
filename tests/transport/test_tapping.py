"""Wiretaps see each request as it leaves, and may answer in the place of the server."""

import asyncio

import pytest

import heroics_py
from heroics_py.http.messages import Response
from heroics_py.http.wiretaps import Wiretap, skips_waits, tapped, tapped_wire


class Observer(Wiretap):
    def __init__(self):
        self.seen = []

    def send(self, request, inner):
        response = yield from inner.send(request)
        self.seen.append((request.method, response.status))
        return response


class Canned(Wiretap):
    skips_waits = True

    def __init__(self, status):
        self.status = status

    def send(self, request, inner):
        return Response(status=self.status, url=request.url, method=request.method)
        yield


def test_without_wiretaps_nothing_is_in_the_way():
    assert tapped_wire() is None
    assert not skips_waits()


@pytest.mark.parametrize("socket", [True, False])
def test_a_wiretap_sees_the_requests_of_all_clients(socket):
    observer = Observer()
    with heroics_py.sandbox(socket=socket) as client, tapped(observer):
        client.app.create(name="example")
    assert observer.seen == [("POST", 201)]


def test_a_wiretap_sees_the_requests_of_an_event_loop():
    async def create():
        async with heroics_py.sandbox_async() as client:
            await client.app.create(name="example")

    observer = Observer()
    with tapped(observer):
        asyncio.run(create())
    assert observer.seen == [("POST", 201)]


def test_the_wiretap_that_was_added_last_answers_first_and_observers_see_everything():
    observer, client = Observer(), heroics_py.connect(token="x", retries=0)
    with tapped(observer, observes=True), tapped(Canned(204)):
        client.app.delete("example")
        with tapped(Canned(202)):
            client.app.delete("example")
        assert skips_waits()
        client.app.delete("example")
    assert [status for _, status in observer.seen] == [204, 202, 204]
    assert tapped_wire() is None
