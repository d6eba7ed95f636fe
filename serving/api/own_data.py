"""A person's own data: handed out whole, and erased but for what the law keeps."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from assistant.errors import UnsignedError
from serving.api.services import Served
from serving.api.session import Door
from serving.auth import COOKIE, Caller, SignedIn
from serving.own_data_json import ErasureOut, OwnDataOut, erasure_out, own_data_out

router = APIRouter(prefix="/v1/me", tags=["people"])
_Words = Annotated[str, Field(max_length=1024)]


class EraseIn(BaseModel):
    """The person's password, and the code of the second factor where there is one: erasing is for ever."""

    password: _Words
    code: _Words = ""


@router.get("/export")
def export(caller: SignedIn, served: Served, response: Response) -> OwnDataOut:
    """Give everything that is kept about oneself, as a file."""
    response.headers["Content-Disposition"] = 'attachment; filename="yizheng-own-data.json"'
    response.headers["Cache-Control"] = "no-store"
    return own_data_out(served.house.own_data.export(_person(caller)))


@router.post("/erase")
def erase(
    body: EraseIn, request: Request, response: Response, caller: SignedIn, door: Door, served: Served
) -> ErasureOut:
    """Erase oneself and sign out; the answer says what the law keeps, and until when."""
    person = _person(caller)
    address = request.client.host if request.client else ""
    door.book.prove(person, password=body.password, code=body.code, address=address)
    done = served.house.own_data.erase(person, by=person)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return erasure_out(done)


def _person(caller: Caller) -> str:
    if caller.via != "session" or caller.asker.person is None:
        message = "only a person who is signed in has data of their own here; a program's key has none"
        raise UnsignedError(message)
    return caller.asker.person
