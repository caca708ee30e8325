#!/usr/bin/env bash
# Makes the certificates in tests/fixtures with OpenSSL. Run once; the results are committed, keys included:
# these keys were made for the tests and open nothing. `openssl ca` is used because it alone (before OpenSSL 3.4)
# takes fixed dates. Run: tests/recipes/certificates.sh FOLDER
set -euo pipefail
out=$(mkdir -p "$1" && cd "$1" && pwd)
work=$(mktemp -d); cd "$work"
cat > ca.cnf <<'C'
[ca]
default_ca = d
[d]
dir = .
database = ./index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = p
unique_subject = no
email_in_dn = no
[p]
commonName = supplied
organizationName = optional
organizationalUnitName = optional
localityName = optional
[leaf]
basicConstraints = CA:FALSE
keyUsage = digitalSignature
[root]
basicConstraints = critical,CA:TRUE
keyUsage = keyCertSign,cRLSign
[req]
distinguished_name = dn
[dn]
C
touch index.txt
mkdir -p "$out/keys"
key() { case $2 in
    ec:*) openssl genpkey -quiet -algorithm EC -pkeyopt "ec_paramgen_curve:${2#ec:}" -out "$out/keys/$1.key.pem" ;;
    *) openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$out/keys/$1.key.pem" ;; esac; }
# cert NAME KEY SUBJECT START END EXTENSIONS [ISSUER]
cert() {
    openssl req -new -config ca.cnf -key "$out/keys/$2.key.pem" -subj "$3" -out "$1.csr"
    if [ $# -gt 6 ]; then signer=(-cert "$out/$7.pem" -keyfile "$out/keys/$7.key.pem"); else signer=(-selfsign -keyfile "$out/keys/$2.key.pem"); fi
    openssl ca -batch -notext -config ca.cnf -extensions "$6" -startdate "$4" -enddate "$5" "${signer[@]}" -in "$1.csr" -out "$out/$1.pem" 2>/dev/null
}
key app 2048; key other 2048; key root 2048; key leaf 2048; key small 1024; key ec ec:P-256; key renewed 2048
cert app app "/CN=payroll-sync" 20260601000000Z 20270601000000Z leaf
cert app-reissued app "/CN=payroll-sync" 20261101000000Z 20271101000000Z leaf
cert app-renewed renewed "/CN=payroll-sync" 20261101000000Z 20271101000000Z leaf
cert app-expired app "/CN=payroll-sync" 20250601000000Z 20260601000000Z leaf
cert app-future app "/CN=payroll-sync" 20261201000000Z 20271201000000Z leaf
cert other other "/CN=invoice-export" 20260601000000Z 20270601000000Z leaf
cert root root "/O=Contoso/CN=Contoso Issuing CA" 20260101000000Z 20360101000000Z root
cert leaf leaf "/O=Contoso/CN=payroll.contoso.example" 20260601000000Z 20270601000000Z leaf root
cert small small "/CN=small-key" 20260601000000Z 20270601000000Z leaf
cert ec ec "/CN=elliptic" 20260601000000Z 20270601000000Z leaf
cert hostile-names other '/CN=<img src=x onerror=evil=1>/O="><b data-evil>x<\/b><style>/OU=<script>evil=1<\/script>/L=<form action=javascript:evil=1>' 20260601000000Z 20270601000000Z leaf
openssl x509 -in "$out/app.pem" -outform DER -out "$out/app.der"
rm -rf "$work"
