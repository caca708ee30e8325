#!/usr/bin/env bash
# Makes the files in tests/fixtures/containers that hold certificates, keys and PFX files as values, with the tools that
# write such files: kubectl, Terraform, OpenSSL, xxd, hexdump, od, base64 and Python. What the Azure CLI, Key Vault and
# ASP.NET Core write is written here in their form. Run once; the results are committed. Run: tests/recipes/values.sh
set -euo pipefail
cd "$(dirname "$0")/../fixtures"
out=$PWD/containers
kubectl create secret tls payroll --cert=app.pem --key=keys/app.key.pem --dry-run=client -o yaml > "$out/kubernetes-secret.yaml"
kubectl create secret generic payroll --from-file=app.pfx="$out/openssl3.pfx" --dry-run=client -o json > "$out/kubernetes-secret.json"
work=$(mktemp -d)
cp "$out/empty-password.pfx" "$work/app.pfx"
cat > "$work/main.tf" <<'TF'
resource "terraform_data" "principal" {
  input = { client_certificate = filebase64("app.pfx"), tenant_id = "72f988bf-86f1-41af-91ab-2d7cd011db47" }
}
TF
(
    cd "$work"
    unset TF_CLI_CONFIG_FILE
    terraform init -no-color > /dev/null
    terraform plan -no-color -out plan > /dev/null
    terraform show -no-color -json plan > "$out/terraform-plan.json"
    terraform apply -no-color -auto-approve > /dev/null
    cp terraform.tfstate "$out/terraform.tfstate"
)
rm -rf "$work"
pfx=$(base64 -w0 "$out/empty-password.pfx")
cer=$(base64 -w0 app.der)
cat > "$out/keyvault-secret.json" <<JSON
{
  "attributes": { "created": "2026-06-01T00:00:00+00:00", "enabled": true, "expires": "2027-06-01T00:00:00+00:00", "notBefore": null, "recoverableDays": 90, "recoveryLevel": "Recoverable+Purgeable", "updated": "2026-06-01T00:00:00+00:00" },
  "contentType": "application/x-pkcs12",
  "id": "https://contoso.vault.azure.net/secrets/payroll/6a0dd2a294c54f49a5a44f3c5f2d1a01",
  "kid": "https://contoso.vault.azure.net/keys/payroll/6a0dd2a294c54f49a5a44f3c5f2d1a01",
  "managed": true,
  "name": "payroll",
  "tags": {},
  "value": "$pfx"
}
JSON
cat > "$out/keyvault-certificate.json" <<JSON
{
  "attributes": { "created": "2026-06-01T00:00:00+00:00", "enabled": true, "expires": "2027-06-01T00:00:00+00:00", "notBefore": "2026-06-01T00:00:00+00:00", "recoverableDays": 90, "recoveryLevel": "Recoverable+Purgeable", "updated": "2026-06-01T00:00:00+00:00" },
  "cer": "$cer",
  "contentType": "application/x-pkcs12",
  "id": "https://contoso.vault.azure.net/certificates/payroll/6a0dd2a294c54f49a5a44f3c5f2d1a01",
  "kid": "https://contoso.vault.azure.net/keys/payroll/6a0dd2a294c54f49a5a44f3c5f2d1a01",
  "name": "payroll",
  "pending": null,
  "policy": { "issuerParameters": { "certificateTransparency": null, "certificateType": null, "name": "Self" }, "keyProperties": { "curve": null, "exportable": true, "keySize": 2048, "keyType": "RSA", "reuseKey": false }, "secretProperties": { "contentType": "application/x-pkcs12" }, "x509CertificateProperties": { "ekus": ["1.3.6.1.5.5.7.3.1"], "subject": "CN=payroll" } },
  "sid": "https://contoso.vault.azure.net/secrets/payroll/6a0dd2a294c54f49a5a44f3c5f2d1a01",
  "tags": {},
  "x509Thumbprint": "$(openssl dgst -sha1 -binary app.der | base64 | tr '+/' '-_' | tr -d =)",
  "x509ThumbprintHex": "$(openssl dgst -sha1 -r app.der | cut -d' ' -f1 | tr a-f A-F)"
}
JSON
cat > "$out/appsettings.json" <<JSON
{
  "AzureAd": {
    "Instance": "https://login.microsoftonline.com/",
    "TenantId": "72f988bf-86f1-41af-91ab-2d7cd011db47",
    "ClientId": "c3b1d9e2-5a44-4b6f-8d0e-0f2a7c6b9e11",
    "ClientCertificates": [
      { "SourceType": "Base64Encoded", "Base64EncodedValue": "${pfx//+/\\u002B}" }
    ]
  }
}
JSON
{ echo '$ base64 app.pem'; base64 app.pem; echo '$ exit'; } > "$out/base64-of-pem.txt"
printf "PS C:\\\\> [Convert]::ToBase64String([IO.File]::ReadAllBytes('C:\\\\certs\\\\app.pfx'))\r\n%s\r\nPS C:\\\\>\r\n" "$pfx" > "$out/base64-of-pfx.txt"
xxd app.der > "$out/dump.xxd"
hexdump -C app.der > "$out/dump.hexdump"
od -A x -t x1 app.der > "$out/dump.od"
xxd -p app.der > "$out/plain.hex"
xxd -i app.der > "$out/array.c"
