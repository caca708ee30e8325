"""Records the client assertions that azure-identity sends and that PyJWT writes as its documentation shows.

Usage: python3 -m venv v && v/bin/pip install azure-identity pyjwt cryptography
       v/bin/python tests/recipes/python_libraries.py tests/fixtures

Nothing is sent: azure-identity gets a transport of our own, which answers by itself.
"""

import json
import pathlib
import sys
import time
import urllib.parse
import uuid

folder = pathlib.Path(sys.argv[1])
NOW = 1795428000.25
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
CLIENT = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"
time.time = lambda: NOW
uuid.uuid4 = lambda: uuid.UUID("2d1f0e2e-93b7-4b0a-8f57-1f6e0c6f4a11")

import jwt  # noqa: E402  after the clock is fixed
from azure.core.pipeline.transport import HttpTransport  # noqa: E402
from azure.identity import CertificateCredential  # noqa: E402
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives.hashes import SHA256  # noqa: E402

posted = []


class Answer:
    """As much of a response as azure-identity reads."""

    def __init__(self, request, body):
        self.request, self.status_code, self.content_type = request, 200, "application/json"
        self.headers, self.reason, self.block_size = {"Content-Type": "application/json"}, "OK", 4096
        self._body = json.dumps(body)

    def text(self, *_, **__):
        return self._body

    def body(self):
        return self._body.encode()


class Recorder(HttpTransport):
    def send(self, request, **_):
        base = f"https://login.microsoftonline.com/{TENANT}"
        if request.body:
            data = request.body if isinstance(request.body, str) else urllib.parse.urlencode(request.body)
            posted.append(dict(urllib.parse.parse_qsl(data)))
            return Answer(request, {"access_token": "x", "token_type": "Bearer", "expires_in": 3600})
        return Answer(request, {"issuer": f"{base}/v2.0", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize", "token_endpoint": f"{base}/oauth2/v2.0/token", "tenant_discovery_endpoint": f"{base}/v2.0/.well-known/openid-configuration", "metadata": []})

    def open(self):
        pass

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


key = (folder / "keys/app.key.pem").read_bytes()
pem = (folder / "app.pem").read_bytes()
for name, chain in (("azure-identity", False), ("azure-identity-x5c", True)):
    credential = CertificateCredential(TENANT, CLIENT, certificate_data=key + pem, send_certificate_chain=chain, transport=Recorder(), disable_instance_discovery=True)
    credential.get_token("https://graph.microsoft.com/.default")
    (folder / f"{name}.jwt").write_text(posted[-1]["client_assertion"])

import base64  # noqa: E402

thumbprint = base64.urlsafe_b64encode(x509.load_pem_x509_certificate(pem).fingerprint(SHA256())).rstrip(b"=").decode()
now = int(NOW)
claims = {"aud": f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token", "iss": CLIENT, "sub": CLIENT, "jti": str(uuid.uuid4()), "nbf": now, "iat": now, "exp": now + 600}
(folder / "pyjwt.jwt").write_text(jwt.encode(claims, key, algorithm="PS256", headers={"x5t#S256": thumbprint}))
