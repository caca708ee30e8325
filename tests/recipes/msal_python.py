"""Records the client assertions and the request that MSAL for Python and azure-identity really send, with the clock fixed.

Usage: python3 -m venv v && v/bin/pip install msal==1.34.0 azure-identity cryptography
       v/bin/python tests/recipes/msal_python.py tests/fixtures

The token endpoint is never called: an HTTP client of our own records the request and answers by itself.
"""

import json
import pathlib
import sys
import time
import uuid

folder = pathlib.Path(sys.argv[1])
NOW = 1795428000.25  # 2026-11-23T10:00:00.25Z; MSAL writes the fraction into exp and iat
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
CLIENT = "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"
time.time = lambda: NOW
uuid.uuid4 = lambda: uuid.UUID("2d1f0e2e-93b7-4b0a-8f57-1f6e0c6f4a11")

import requests  # noqa: E402
import msal  # noqa: E402  after the clock is fixed
from cryptography import x509  # noqa: E402
from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.serialization import pkcs12  # noqa: E402


class Recorder:
    """Answers the discovery and token requests of MSAL, and keeps what was posted."""

    def __init__(self):
        self.posted = []

    def answer(self, body):
        return type("R", (), {"status_code": 200, "text": json.dumps(body), "headers": {}, "raise_for_status": lambda s: None})()

    def get(self, url, **_):
        if "openid-configuration" in url:
            base = f"https://login.microsoftonline.com/{TENANT}"
            return self.answer({"issuer": f"{base}/v2.0", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize", "token_endpoint": f"{base}/oauth2/v2.0/token", "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode"})
        return self.answer({"tenant_discovery_endpoint": "", "metadata": []})

    def post(self, url, data=None, headers=None, **_):
        self.posted.append(data)
        self.prepared = requests.Request("POST", url, data=data, headers=headers).prepare()
        return self.answer({"access_token": "x", "token_type": "Bearer", "expires_in": 3600})

    def close(self):
        pass


def assertion(credential):
    recorder = Recorder()
    app = msal.ConfidentialClientApplication(CLIENT, authority=f"https://login.microsoftonline.com/{TENANT}", client_credential=credential, http_client=recorder)
    app.acquire_token_for_client(["https://graph.microsoft.com/.default"])
    write_request(recorder.prepared)
    return recorder.posted[-1]["client_assertion"]


def write_request(sent):
    """What requests would have put on the wire for the last call, as the text of HTTP."""
    host, path = sent.url.removeprefix("https://").split("/", 1)
    # Version numbers of the machine are of no interest.
    own = {name: value for name, value in sent.headers.items() if not name.lower().startswith("x-client-") or name.lower() == "x-client-sku"}
    headers = "".join(f"{name}: {value}\r\n" for name, value in {"Host": host, **own}.items())
    (folder / "requests/msal-python.http").write_bytes(f"POST /{path} HTTP/1.1\r\n{headers}\r\n{sent.body}".encode())


key = (folder / "keys/app.key.pem").read_text()
pem = (folder / "app.pem").read_text()
certificate = x509.load_pem_x509_certificate(pem.encode())
from cryptography.hazmat.primitives.hashes import SHA1  # noqa: E402

thumbprint = certificate.fingerprint(SHA1()).hex()
private = serialization.load_pem_private_key(key.encode(), None)
pfx = pathlib.Path("/tmp/app-for-msal.pfx")
pfx.write_bytes(pkcs12.serialize_key_and_certificates(b"app", private, certificate, None, serialization.NoEncryption()))

text = lambda value: value.decode() if isinstance(value, bytes) else value
(folder / "msal-python-pem.jwt").write_text(text(assertion({"private_key": key, "thumbprint": thumbprint})))
(folder / "msal-python-pem-x5c.jwt").write_text(text(assertion({"private_key": key, "thumbprint": thumbprint, "public_certificate": pem})))
(folder / "msal-python-pfx.jwt").write_text(text(assertion({"private_key_pfx_path": str(pfx)})))
pfx.unlink()
print("msal", msal.__version__)
