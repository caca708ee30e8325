#!/usr/bin/env python3
"""Writes tests/fixtures/requests/*: one good request as each HTTP client saves it. Run: tests/recipes/clients.py"""
import json
import pathlib

fixtures = pathlib.Path(__file__).parent.parent / "fixtures"
out = fixtures / "requests"
jws = (fixtures / "in-order.jwt").read_text().strip()
tenant, client = "72f988bf-86f1-41af-91ab-2d7cd011db47", "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11"
kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
url = "https://login.microsoftonline.com/{}/oauth2/v2.0/token"
form = "application/x-www-form-urlencoded"


def fields(client, jws):
    return [("grant_type", "client_credentials"), ("client_id", client), ("scope", "https://graph.microsoft.com/.default"),
            ("client_assertion_type", kind), ("client_assertion", jws)]


def write(name, content):
    (out / name).write_text(content if isinstance(content, str) else json.dumps(content, indent=2) + "\n")


here = [{"key": name, "value": value, "type": "text"} for name, value in fields("{{clientId}}", "{{client_assertion}}")]
here.append({"key": "client_secret", "value": "unused", "type": "text", "disabled": True})
write("postman.collection.json", {
    "info": {"_postman_id": "6b745fd8-9004-4097-a202-1dad05248684", "name": "Graph", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [{"name": "folder", "item": [{
        "name": "token",
        "event": [{"listen": "prerequest", "script": {"type": "text/javascript", "exec": [
            "pm.environment.set('client_assertion', KJUR.jws.JWS.sign('RS256', header, claims, privateKey));"]}}],
        "request": {"method": "POST", "header": [], "body": {"mode": "urlencoded", "urlencoded": here},
                    "url": {"raw": url.format("{{tenantId}}"), "protocol": "https", "host": ["login", "microsoftonline", "com"], "path": ["{{tenantId}}", "oauth2", "v2.0", "token"]}},
        "response": []},
        {"name": "me", "request": {"method": "GET", "header": [], "url": "https://graph.microsoft.com/v1.0/me"}}]}],
    "variable": [{"key": "tenantId", "value": "00000000-0000-0000-0000-000000000000"}],
})
write("postman.environment.json", {
    "id": "b47bcdaf-4e73-43e4-b35e-39a2c7ea33ff", "name": "contoso",
    "values": [{"key": "tenantId", "value": tenant, "type": "default", "enabled": True}, {"key": "clientId", "value": client, "type": "default", "enabled": True},
               {"key": "client_assertion", "value": jws, "type": "any", "enabled": True}, {"key": "clientId", "value": "old", "enabled": False}],
    "_postman_variable_scope": "environment", "_postman_exported_at": "2026-11-26T17:00:00.000Z", "_postman_exported_using": "Postman/11.20.0",
})
params = [{"id": f"pair_{at}", "name": name, "value": value, "description": ""} for at, (name, value) in enumerate(fields("{{ _.azure.clientId }}", "{{ _.assertion }}"))]
write("insomnia-4.json", {
    "_type": "export", "__export_format": 4, "__export_date": "2026-11-23T10:00:00.000Z", "__export_source": "insomnia.desktop.app:v8.6.1",
    "resources": [
        {"_id": "req_1", "parentId": "wrk_1", "url": url.format("{{ _.azure.tenantId }}"), "name": "token", "method": "POST",
         "body": {"mimeType": form, "params": params}, "parameters": [], "headers": [{"name": "Content-Type", "value": form}], "authentication": {}, "_type": "request"},
        {"_id": "wrk_1", "parentId": None, "name": "Graph", "scope": "collection", "_type": "workspace"},
        {"_id": "env_1", "parentId": "wrk_1", "name": "Base Environment", "data": {"azure": {"tenantId": tenant, "clientId": client}}, "_type": "environment"},
        {"_id": "env_2", "parentId": "env_1", "name": "Development", "data": {"assertion": jws}, "_type": "environment"}],
})
entries = "".join(f"""        - id: pair_{at}
          name: {name}
          value: {'>-' + chr(10) + '            ' + value if len(value) > 80 else '"' + value + '"' if "{{" in value else value}
          disabled: false
""" for at, (name, value) in enumerate(fields("{{ _.clientId }}", jws)))
write("insomnia-5.yaml", f"""type: collection.insomnia.rest/5.0
schema_version: "5.1"
name: Graph
meta:
  id: wrk_1
  created: 1795428000000
collection:
  - name: folder
    meta:
      id: fld_1
    children:
      - url: "{url.format("{{ _.tenantId }}")}"
        name: token
        meta:
          id: req_1
          isPrivate: false
        method: POST
        body:
          mimeType: {form}
          params:
{chr(10).join("    " + line for line in entries.splitlines())}
        headers:
          - name: Content-Type
            value: {form}
        settings:
          renderRequestBody: true
environments:
  name: Base Environment
  data:
    tenantId: unset
    clientId: {client}
  subEnvironments:
    - name: contoso
      data:
        tenantId: {tenant}
""")
lines = lambda client, jws: "\n".join(f"  {name}: {value}" for name, value in fields(client, jws))
write("bruno.bru", f"""meta {{
  name: token
  type: http
  seq: 1
}}

post {{
  url: {url.format("{{tenantId}}")}
  body: formUrlEncoded
  auth: none
}}

headers {{
  Accept: application/json
}}

body:json {{
  {{
    "unused": true
  }}
}}

body:form-urlencoded {{
{lines("{{clientId}}", jws)}
  ~client_secret: unused
}}

vars:pre-request {{
  tenantId: {tenant}
  clientId: {client}
}}

settings {{
  encodeUrl: true
}}
""")
pairs = fields("{{clientId}}", "{{assertion}}")
write("editor.http", f"""@tenantId = {tenant}
@clientId={client}
@assertion = {jws}

### me
GET https://graph.microsoft.com/v1.0/me
Authorization: Bearer {{{{token.response.body.access_token}}}}

### token
# @name token
POST {url.format("{{ tenantId }}")} HTTP/1.1
# the media type
Content-Type: {form}

""" + "\n&".join(f"{name}={value}" for name, value in pairs) + "\n\n> {% client.global.set('token', response.body.access_token) %}\n")
write("jetbrains.http", f"""### token
POST {url.format(tenant)}
Content-Type: {form}

""" + " &\n".join(f"{name} = {value}" for name, value in fields(client, jws)) + "\n")
query = "&".join(f"{name}={value.replace(':', '%3A').replace('/', '%2F')}" for name, value in fields(client, jws))
write("wget.txt", f"$ wget -q -O- --header='Content-Type: {form}' \\\n    --post-data='{query}' \\\n    {url.format(tenant)}\n")
write("httpie.txt", f"$ http --form POST {url.format(tenant)} \\\n" + " \\\n".join(f"    {name}={value}" for name, value in fields(client, jws)) + "\n")
write("splatting.ps1", f"$body = @{{\n" + "\n".join(f"    {name} = '{value}'" for name, value in fields(client, jws)) + f"""
}}
$request = @{{
    Method      = 'POST'
    Uri         = '{url.format(tenant)}'
    Body        = $body
    ContentType = '{form}'
}}
$answer = Invoke-RestMethod @request
""")
