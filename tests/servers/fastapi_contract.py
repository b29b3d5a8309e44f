"""Shops in FastAPI for `contract`: one at /clean that keeps its document, and one below the name of each fault."""

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

import uvicorn
from fastapi import FastAPI, Header, HTTPException, Query, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from pydantic import BaseModel, Field

FAULTS = {
    "status": "a creation is answered with 418 if the name is long",
    "type": "the price of an item is a text",
    "missing": "an item lacks its created_at",
    "media": "an item is text/plain",
    "odd": "a name beyond ASCII is a 500",
    "accepts": "a negative price is accepted",
    "optional": "a name may be left out",
    "json": "a list is cut JSON",
    "etag": "the ETag of an item changes with each request",
    "item": "one item of a list has no name",
    "null": "the size of an item is null",
    "date": "the created_at of an item is no date",
    "header": "a list has no X-Total",
    "number": "the X-Total of a list is no number",
    "query": "a limit of -1 is accepted",
    "page": "an offset beyond the end is a 500",
    "refusal": "a missing item is a 410, which is not documented",
    "error": "the error of a missing item has another form",
    "delete": "a deletion is answered with 200 and a text",
    "redirect": "an item is a redirect to another server",
    "both": "a high price together with tags is a 500",
    "malformed": "a body that is no JSON is accepted",
}


class Size(StrEnum):
    small = "small"
    large = "large"


class ItemIn(BaseModel):
    name: str = Field(min_length=1, max_length=40)
    price: float = Field(gt=0)
    size: Size = Size.small
    note: str | None = None
    tags: list[str] = []


class Changes(BaseModel):
    name: str = Field("", min_length=1, max_length=40)
    price: float = Field(1, gt=0)
    note: str | None = None


class Item(ItemIn):
    id: UUID
    created_at: datetime


class Problem(BaseModel):
    detail: str


MISSING = {404: {"model": Problem}}
TOTAL = {200: {"headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}}}}


class Lenient:
    """Mends the body of a POST before the shop sees it."""

    def __init__(self, app, fault):
        self.app = app
        self.fault = fault

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body = mended((await receive())["body"], self.fault)

        async def again():
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)


def mended(body: bytes, fault: str) -> bytes:
    try:
        data = json.loads(body)
    except ValueError:
        return b'{"name": "a", "price": 1}' if fault == "malformed" else body
    if not isinstance(data, dict):
        return body
    if fault == "accepts" and isinstance(data.get("price"), int | float):
        data["price"] = abs(data["price"]) or 1
    if fault == "optional":
        data.setdefault("name", "no name")
    return json.dumps(data).encode()


def shop_with(fault: str) -> FastAPI:  # noqa: C901 - a small API with many faults
    app = FastAPI(title="Shop")
    store: dict[UUID, dict] = {}

    def item_of(item_id: UUID) -> dict:
        if item_id not in store:
            raise HTTPException(410 if fault == "refusal" else 404, {"a": 1} if fault == "error" else "Item not found")
        return store[item_id]

    def shown(item: dict) -> dict:
        data = json.loads(Item(**item).model_dump_json())
        if fault == "type":
            data["price"] = str(data["price"])
        if fault == "missing":
            del data["created_at"]
        if fault == "null":
            data["size"] = None
        if fault == "date":
            data["created_at"] = "yesterday"
        return data

    @app.post("/items", response_model=Item, status_code=201)
    def create_item(item: ItemIn):
        if fault == "status" and len(item.name) > 30:
            raise HTTPException(418, "too long")
        if fault == "odd" and not item.name.isascii():
            raise RuntimeError(item.name)
        if fault == "both" and item.price > 50 and item.tags:
            raise RuntimeError(item.tags)
        number = uuid4()
        store[number] = {"id": number, "created_at": datetime.now(UTC), **item.model_dump()}
        return store[number]

    @app.get("/items", response_model=list[Item], responses=TOTAL)
    def read_items(
        response: Response,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=-5 if fault == "query" else 1, le=100)] = 100,
        size: Size | None = None,
        x_trace: Annotated[str | None, Header()] = None,
    ):
        found = [shown(each) for each in store.values() if size in {None, each["size"]}]
        if fault == "page" and offset > len(found):
            raise RuntimeError(offset)
        if fault == "item" and found:
            del found[-1]["name"]
        total = {"header": {}, "number": {"X-Total": "many"}}.get(fault, {"X-Total": str(len(found))})
        text = json.dumps(found[offset : offset + limit])
        return Response(text[:-1] if fault == "json" else text, media_type="application/json", headers=total)

    @app.get("/items/{item_id}", response_model=Item, responses=MISSING)
    def read_item(item_id: UUID):
        item = shown(item_of(item_id))
        if fault == "redirect":
            return RedirectResponse("http://127.0.0.2:1/items", 307)
        if fault == "media":
            return PlainTextResponse(json.dumps(item))
        etag = f'"{uuid4() if fault == "etag" else hash(json.dumps(item))}"'
        return Response(json.dumps(item), media_type="application/json", headers={"ETag": etag})

    @app.patch("/items/{item_id}", response_model=Item, responses=MISSING)
    def update_item(item_id: UUID, changes: Changes):
        item_of(item_id).update(changes.model_dump(exclude_unset=True))
        return Response(json.dumps(shown(store[item_id])), media_type="application/json")

    @app.delete("/items/{item_id}", status_code=204, responses=MISSING)
    def delete_item(item_id: UUID):
        item_of(item_id)
        del store[item_id]
        return PlainTextResponse("deleted") if fault == "delete" else Response(status_code=204)

    schema = app.openapi()
    if fault == "query":
        limit = next(each for each in schema["paths"]["/items"]["get"]["parameters"] if each["name"] == "limit")
        limit["schema"]["minimum"] = 1
    return app


app = FastAPI(title="Faults")


@app.get("/faults")
def read_faults() -> dict[str, str]:
    return FAULTS


for name in ("clean", *FAULTS):
    app.mount(f"/{name}", Lenient(shop_with(name), name))


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
