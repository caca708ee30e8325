#!/usr/bin/env bash
set -euo pipefail
KEY='<path to private key>'
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
now=$(date +%s)
jti=$(openssl rand -hex 16 | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/\1-\2-4\3-8\4-\5/')
§key header='{"alg":"PS256","typ":"JWT","x5t#S256":"{x5t_s256}"}'
§aud claims="{\"aud\":\"{endpoint}\",
§app   \"iss\":\"{client}\",\"sub\":\"{client}\",\"jti\":\"$jti\",
§time   \"nbf\":$now,\"iat\":$now,\"exp\":$((now + 600))}"
input="$(printf '%s' "$header" | base64url).$(printf '%s' "$claims" | tr -d '\n' | base64url)"
§key signature=$(printf '%s' "$input" | openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign "$KEY" | base64url)
printf '%s\n' "$input.$signature"
