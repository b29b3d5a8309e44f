"""A shop in FastAPI: default operation ids, a login form, uploads, and errors of validation."""

import sys
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

import uvicorn
from fastapi import APIRouter, Depends, FastAPI, File, Form, Header, HTTPException, Query, UploadFile
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pydantic import BaseModel, Field

app = FastAPI(title="Shop", version="1.0")
items = APIRouter(prefix="/api/v1/items", tags=["items"])
orders = APIRouter(prefix="/api/v1/orders", tags=["orders"])
login = OAuth2PasswordBearer(tokenUrl="token")
STORE: dict[int, dict] = {}
ORDERS: dict[UUID, dict] = {}
PHOTOS: dict[int, list] = {}


class Size(StrEnum):
    small = "small"
    large = "large"


class ItemIn(BaseModel):
    name: str = Field(min_length=1, max_length=40)
    price: float = Field(gt=0)
    size: Size | None = None
    tags: list[str] = []


class Item(ItemIn):
    id: int


class ItemPatch(BaseModel):
    name: str | None = None
    price: float | None = Field(default=None, gt=0)


class Token(BaseModel):
    access_token: str
    token_type: str


class Photo(BaseModel):
    filename: str
    content_type: str
    size: int
    caption: str | None = None


class Line(BaseModel):
    item_id: int
    count: int = 1


class Order(BaseModel):
    id: UUID
    lines: list[Line]


def user_of(token: Annotated[str, Depends(login)]) -> str:
    if not token.startswith("token-of-"):
        raise HTTPException(401, "Invalid token", {"WWW-Authenticate": "Bearer"})
    return token.removeprefix("token-of-")


User = Annotated[str, Depends(user_of)]


@app.post("/token", response_model=Token)
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]):
    if form.password != "open sesame":
        raise HTTPException(400, "Incorrect username or password")
    return {"access_token": f"token-of-{form.username}", "token_type": "bearer"}


@app.get("/users/me")
def read_me(user: User) -> dict[str, str]:
    return {"username": user}


@items.post("/", response_model=Item, status_code=201)
def create_item(item: ItemIn, user: User):
    number = max(STORE, default=0) + 1
    STORE[number] = {"id": number, **item.model_dump()}
    return STORE[number]


@items.get("/", response_model=list[Item])
def read_items(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
    user: User,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
    size: Size | None = None,
    tag: Annotated[list[str], Query()] = (),
    x_trace: Annotated[str | None, Header()] = None,
):
    found = [each for each in STORE.values() if size in (None, each["size"]) and set(tag) <= set(each["tags"])]
    return found[skip : skip + limit]


def item_of(item_id: int) -> dict:
    if item_id not in STORE:
        raise HTTPException(404, "Item not found")
    return STORE[item_id]


@items.get("/{item_id}", response_model=Item)
def read_item(item_id: int, user: User):
    return item_of(item_id)


@items.put("/{item_id}", response_model=Item)
def replace_item(item_id: int, item: ItemIn, user: User):
    item_of(item_id).update(item.model_dump())
    return STORE[item_id]


@items.patch("/{item_id}", response_model=Item)
def update_item(item_id: int, item: ItemPatch, user: User):
    item_of(item_id).update(item.model_dump(exclude_unset=True))
    return STORE[item_id]


@items.delete("/{item_id}", status_code=204)
def delete_item(item_id: int, user: User) -> None:
    item_of(item_id)
    del STORE[item_id]


@items.post("/{item_id}/photo", response_model=Photo)
async def upload_photo(
    item_id: int, user: User, file: Annotated[UploadFile, File()], caption: Annotated[str | None, Form()] = None
):
    item_of(item_id)
    data = await file.read()
    return {"filename": file.filename, "content_type": file.content_type, "size": len(data), "caption": caption}


@items.post("/{item_id}/photos", response_model=list[Photo])
async def upload_photos(item_id: int, user: User, files: list[UploadFile]):
    item_of(item_id)
    return [
        {"filename": each.filename, "content_type": each.content_type, "size": len(await each.read())} for each in files
    ]


@orders.post("/", response_model=Order, status_code=201)
def create_order(lines: list[Line], user: User):
    number = uuid4()
    ORDERS[number] = {"id": number, "lines": lines}
    return ORDERS[number]


@orders.get("/{order_id}", response_model=Order)
def read_order(order_id: UUID, user: User):
    return ORDERS[order_id]


app.include_router(items)
app.include_router(orders)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
