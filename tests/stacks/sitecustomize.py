"""Sends what is meant for the sign-in service to the test's own endpoint, and says which host was meant."""
import os

from requests.adapters import HTTPAdapter

endpoint = os.environ["TOKEN_ENDPOINT"]
original = HTTPAdapter.send


def send(self, request, **options):
    host, _, path = request.url.split("://", 1)[1].partition("/")
    request.headers["X-Meant-Host"] = host
    request.url = f"{endpoint}/{path}"
    options["proxies"] = {}
    return original(self, request, **options)


HTTPAdapter.send = send
