"""A client of the application who is signed in, as a browser is: origin and session cookie."""

import httpx

ORIGIN = {"origin": "http://house.test"}


async def signed_in_client(app, name, password):
    """Sign somebody in; the client keeps the session's cookie as a header."""
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://house.test", headers=ORIGIN
    )
    answer = await client.post("/v1/session", json={"name": name, "password": password})
    client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
    return client
