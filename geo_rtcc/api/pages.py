"""The page that explains the service: Swagger UI, served from here; no other host is asked."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from geo_rtcc.api.refusals import answer

_OWN = Path(__file__).parent
_SWAGGER = _OWN.parent / "ui" / "assets" / "node_modules" / "swagger-ui-dist"
FILES = {
    "swagger-ui-bundle.js": (_SWAGGER / "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": (_SWAGGER / "swagger-ui.css", "text/css"),
    "icon.png": (_SWAGGER / "favicon-32x32.png", "image/png"),
    "start.js": (_OWN / "docs.js", "text/javascript"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ingest service</title>
<link rel="icon" type="image/png" href="/docs/files/icon.png">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. The same in JSON: <a href="/openapi.json">openapi.json</a>
</noscript>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/files/start.js"></script>
</body>
</html>
"""


async def _docs(_request: Request) -> Response:
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})


async def _file(request: Request) -> Response:
    path, media_type = FILES.get(request.path_params["name"], (None, ""))
    if path is None or not path.is_file():
        return answer(404, {"error": "There is no such file. Is it installed? Run: ./rtcc demo"})
    return FileResponse(path, media_type=media_type, headers={"Cache-Control": "max-age=3600"})


async def _home(_request: Request) -> Response:
    return RedirectResponse("/docs")


ROUTES = [
    Route("/", _home, methods=["GET"]),
    Route("/docs", _docs, methods=["GET"]),
    Route("/docs/files/{name}", _file, methods=["GET"]),
]
