"""A small OpenID Connect provider on a port of its own: whoever comes is `person` once they press a link."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CODE, TOKEN = "a-code", "a-token"


class _Provider(BaseHTTPRequestHandler):
    def log_message(self, *args):
        """Nothing: a test's output is its own."""

    def answer(self, body, kind="application/json"):
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def go(self, address):
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def do_GET(self):
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        issuer = f"http://127.0.0.1:{self.server.server_port}"
        if path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            self.answer({"issuer": issuer} | {f"{name}_endpoint": f"{issuer}/{end}" for name, end in names.items()})
        elif path == "/authorize":
            # By way of another host, as a city's sign-on often is.
            self.go(f"http://localhost:{self.server.server_port}/door?{urlsplit(self.path).query}")
        elif path == "/door":
            back = f"{query['redirect_uri'][0]}?{urlencode({'code': CODE, 'state': query['state'][0]})}"
            self.answer(f'<a href="{back.replace("&", "&amp;")}">city sign-on</a>', "text/html")
        elif path == "/userinfo":
            self.answer({"sub": "1", "email_verified": True} | self.server.person)
        else:
            self.answer("")

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({"access_token": TOKEN, "token_type": "Bearer"})


@contextmanager
def provider(**person):
    """Its address, while it runs; `person`: further claims (email, name)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Provider)
    server.person = person
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
