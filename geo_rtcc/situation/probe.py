"""Ask a service of ours on loopback whether it is there."""

import http.client


def answer_of(address: str, port: int, path: str, *, within_s: float) -> int | None:
    """Return the HTTP status of a GET, or None if nothing answers in time.

    http.client, not urllib: a proxy in the environment has no say about loopback.
    """
    connection = http.client.HTTPConnection(address, port, timeout=within_s)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
