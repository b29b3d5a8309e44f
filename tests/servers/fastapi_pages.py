"""Things in FastAPI, in three paginations of fastapi-pagination and with a filter."""

import sys
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI
from fastapi_pagination import LimitOffsetPage, Page, add_pagination, paginate
from fastapi_pagination.cursor import CursorPage, CursorParams
from fastapi_pagination.utils import disable_installed_extensions_check
from pydantic import BaseModel

app = FastAPI(title="Things", version="1.0")


class Thing(BaseModel):
    id: int
    name: str
    colour: str


THINGS = [
    Thing(id=number + 1, name=f"thing {number}", colour=("red", "green", "blue")[number % 3]) for number in range(123)
]


def chosen(colour):
    return [each for each in THINGS if colour in (None, each.colour)]


@app.get("/numbered", tags=["numbered"], operation_id="list_numbered")
def numbered(colour: str | None = None) -> Page[Thing]:
    return paginate(chosen(colour))


@app.get("/counted", tags=["counted"], operation_id="list_counted")
def counted(colour: str | None = None) -> LimitOffsetPage[Thing]:
    return paginate(chosen(colour))


@app.get("/pointed", tags=["pointed"], operation_id="list_pointed")
def pointed(params: Annotated[CursorParams, Depends()], colour: str | None = None) -> CursorPage[Thing]:
    things = chosen(colour)
    start = int(params.decode_cursor(params.cursor) or 0)
    end = start + params.size
    after = str(end) if end < len(things) else None
    return CursorPage[Thing].create(things[start:end], params, next_=after, total=len(things))


disable_installed_extensions_check()
add_pagination(app)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
