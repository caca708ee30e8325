#!/usr/bin/env bash
# Makes the containers in tests/fixtures/containers with OpenSSL, zip and, where there is one, Java's keytool, from the
# certificates and keys in tests/fixtures. Run once; the results are committed. Every password is "secret", but for the
# file that says otherwise. Run: tests/recipes/containers.sh
set -euo pipefail
cd "$(dirname "$0")/../fixtures"
out=$PWD/containers
mkdir -p "$out"
pfx() { local name=$1; shift; openssl pkcs12 -export -in app.pem -inkey keys/app.key.pem -name payroll -passout pass:secret -out "$out/$name.pfx" "$@"; }
pfx openssl3
pfx legacy -legacy
pfx sha512-mac -macalg sha512
# Without a MAC, OpenSSL leaves the certificate in the clear, unless it is told otherwise.
pfx no-mac -nomac
pfx no-mac-encrypted -nomac -certpbe AES-256-CBC
pfx unencrypted -keypbe NONE -certpbe NONE
pfx clear-certificate -certpbe NONE
pfx rc2-128 -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-3DES -legacy
pfx three-des -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1
pfx costly -iter 3000000 -maciter
openssl pkcs12 -export -in app.pem -inkey keys/app.key.pem -passout pass: -out "$out/empty-password.pfx"
openssl pkcs12 -export -in app.pem -inkey keys/app.key.pem -passout 'pass:pässwörd' -out "$out/non-ascii-password.pfx"
openssl pkcs12 -export -nokeys -in app.pem -passout pass:secret -out "$out/no-key.pfx"
openssl pkcs12 -export -nocerts -inkey keys/app.key.pem -passout pass:secret -out "$out/no-certificate.pfx"
openssl pkcs12 -export -in leaf.pem -inkey keys/leaf.key.pem -certfile root.pem -passout pass:secret -out "$out/chain.pfx"
openssl crl2pkcs7 -nocrl -certfile leaf.pem -certfile root.pem -outform DER -out "$out/chain.p7b"
openssl crl2pkcs7 -nocrl -certfile leaf.pem -certfile root.pem -out "$out/chain.p7b.pem"
openssl pkcs8 -topk8 -in keys/app.key.pem -passout pass:secret -out "$out/encrypted.key.pem"
openssl pkcs8 -topk8 -v1 PBE-MD5-DES -provider legacy -provider default -in keys/app.key.pem -passout pass:secret -out "$out/pbes1.key.pem"
openssl rsa -traditional -aes256 -in keys/app.key.pem -passout pass:secret -out "$out/traditional.key.pem"
openssl rsa -traditional -in keys/app.key.pem -outform DER -out "$out/pkcs1.key.der"
openssl ec -in keys/ec.key.pem -out "$out/sec1.key.pem"
openssl pkcs8 -topk8 -nocrypt -in keys/ec.key.pem -outform DER -out "$out/ec-pkcs8.key.der"
openssl ec -in keys/ec.key.pem -outform DER -out "$out/sec1.key.der"
openssl ec -in keys/ec.key.pem -aes128 -passout pass:secret -out "$out/traditional-ec.key.pem"
openssl genpkey -algorithm ed25519 | openssl pkcs8 -topk8 -passout pass:secret -out "$out/ed25519.key.pem"
openssl smime -sign -nodetach -stream -in app.pem -signer app.pem -inkey keys/app.key.pem -certfile root.pem -outform DER -out "$out/ber.p7m"
openssl pkey -in keys/app.key.pem -pubout -out "$out/public.pem"
if command -v keytool > /dev/null; then
    rm -f "$out/keytool.p12"
    keytool -importkeystore -noprompt -srckeystore "$out/openssl3.pfx" -srcstoretype PKCS12 -srcstorepass secret -destkeystore "$out/keytool.p12" -deststoretype PKCS12 -deststorepass secret
fi
if command -v keytool > /dev/null; then
    for kind in jks jceks; do
        rm -f "$out/keytool.$kind"
        keytool -importkeystore -noprompt -srckeystore "$out/openssl3.pfx" -srcstoretype PKCS12 -srcstorepass secret -destkeystore "$out/keytool.$kind" -deststoretype $kind -deststorepass secret
        keytool -importcert -noprompt -alias issuer -file root.pem -keystore "$out/keytool.$kind" -storetype $kind -storepass secret
    done
fi
work=$(mktemp -d)
mkdir "$work/certs"
cp app.pem "$work/certs/"; cp app.der "$work/"; cp x5t-hex-text.jwt "$work/token.txt"
head -c 60000000 /dev/zero > "$work/zeros.bin"
(cd "$work" && zip -q inner.zip app.der && zip -q "$out/mixed.zip" certs/app.pem inner.zip token.txt zeros.bin)
long=$(printf 'long%.0s' {1..30})
mkdir "$work/$long" && mv "$work/app.der" "$work/$long/"
(cd "$work" && tar -czf "$out/mixed.tar.gz" certs/app.pem "$long/app.der" token.txt && gzip -k token.txt && cp token.txt.gz "$out/")
(cd "$work" && zip -q token.zip token.txt && zip -q "$out/nested.zip" token.zip)
rm -rf "$work"
