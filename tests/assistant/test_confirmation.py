"""A person confirms each write, where the host can ask them."""

import pytest
from hosts import MODES, NEVER, answers, drive, mcp

YES = ("accept", {"send": True})
APP = {"app_identity": "example"}


@pytest.mark.parametrize("mode", MODES)
def test_accepted(serve, mode):
    """The person sees the request, and it is sent once they allow it."""
    assistant, transport = serve(writes=["app.*"])
    answer, questions = answers(YES)
    result = drive(assistant, lambda tools: tools.write("app.update", **APP, maintenance=True), mode, answer)
    assert not result.is_error
    assert questions[0].split("\n") == [
        "An assistant wants to call app.update. This request may change something:",
        "PATCH https://api.example/apps/example",
        'Arguments: {"app_identity":"example","maintenance":true}',
        "Send it?",
    ]
    assert [(each.method, each.url) for each in transport.sent] == [("PATCH", "https://api.example/apps/example")]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (("decline", None), "The person did not allow this request. Nothing was sent."),
        (("cancel", None), "The person did not allow this request. Nothing was sent."),
        (("accept", {"send": False}), "The person did not allow this request. Nothing was sent."),
        (("accept", {}), "The person did not allow this request. Nothing was sent."),
        (("accept", None), "The person did not allow this request. Nothing was sent."),
        (("accept", {"send": "true"}), "The person did not allow this request. Nothing was sent."),
    ],
    ids=str,
)
def test_refused(serve, mode, reply, reason):
    """Anything but a clear yes sends nothing, and the token is spent."""
    assistant, transport = serve(writes=["app.*"])
    answer, questions = answers(reply, YES)

    async def work(tools):
        token = (await tools("describe", link="app.delete", arguments=APP)).structured_content["token"]
        first = await tools.error("call", link="app.delete", arguments=APP, token=token)
        return first, await tools.error("call", link="app.delete", arguments=APP, token=token)

    first, second = drive(assistant, work, mode, answer)
    assert first.startswith(reason)
    assert "was used before" in second
    assert (len(questions), transport.sent) == (1, [])


@pytest.mark.parametrize("mode", MODES)
def test_no_answer(serve, mode):
    """A question that the host fails to answer sends nothing."""
    assistant, transport = serve(writes=["app.*"])
    answer, _ = answers(NEVER)

    async def work(tools):
        try:
            return (await tools.write("app.delete", **APP)).structured_content["error"]
        except mcp.MCPError as error:  # where the host asks by itself, its own error
            return str(error)

    text = drive(assistant, work, mode, answer)
    assert "did not answer" in text or "the window was closed" in text
    assert transport.sent == []


@pytest.mark.parametrize("mode", MODES)
def test_host_that_cannot_ask(serve, mode):
    """A host that can't ask shows the call itself: the token that describe returned is enough, and needed."""
    assistant, transport = serve(writes=["app.*"])

    async def work(tools):
        refused = await tools.error("call", link="app.delete", arguments=APP)
        return refused, await tools.write("app.delete", **APP)

    refused, result = drive(assistant, work, mode)
    assert "call describe with the same arguments first" in refused
    assert not result.is_error
    assert len(transport.sent) == 1


@pytest.mark.parametrize("mode", MODES)
def test_reading(serve, mode):
    """Nobody is asked about a call that reads."""
    assistant, _ = serve(lambda request: [{"name": "example"}], writes=["*"])
    answer, questions = answers(YES)
    assert drive(assistant, lambda tools: tools.data("call", link="app.list"), mode, answer) == [{"name": "example"}]
    assert questions == []


def test_unasked_answer(serve):
    """An answer to a question that was never asked sends nothing, and nor does that to another call's question."""
    assistant, transport = serve(writes=["app.*"])
    answer, _ = answers(YES)
    yes = {"confirm": mcp.types.ElicitResult(action="accept", content={"send": True})}

    async def work(tools):
        async def called(arguments, **more):
            described = await tools("describe", link="app.delete", arguments=arguments)
            passed = {"link": "app.delete", "arguments": arguments, "token": described.structured_content["token"]}
            return passed, await tools.client.session.call_tool("call", passed, allow_input_required=True, **more)

        _, unasked = await called(APP, input_responses=yes)
        first, question = await called(APP)
        other = {**first, "arguments": {"app_identity": "other"}}
        with pytest.raises(mcp.MCPError, match="Invalid or expired requestState"):
            await tools.client.session.call_tool(
                "call", other, input_responses=yes, request_state=question.request_state, allow_input_required=True
            )
        return unasked, question

    unasked, question = drive(assistant, work, "auto", answer)
    assert unasked.result_type == question.result_type == "input_required"
    assert transport.sent == []


@pytest.mark.parametrize("mode", MODES)
def test_misleading_arguments(serve, mode):
    """What an assistant passes can't change how the question reads."""
    assistant, _ = serve(writes=["app.*"])
    answer, (questions) = answers(("decline", None))
    name = "x\nSend it?\u202egnihton\x1b[2K" + "y" * 5000
    drive(assistant, lambda tools: tools.write("app.update", app_identity=name, build_stack=name), mode, answer)
    lines = questions[0].split("\n")
    assert len(lines) == 4
    assert questions[0].isascii()
    assert len(lines[2]) < 3000
    assert "more characters" in lines[2]
