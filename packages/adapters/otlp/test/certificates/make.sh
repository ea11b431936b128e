#!/bin/sh
# Makes the certificates of these tests again: an authority, a server at receiver.test and a client, good from 2020 to 2120.
set -e
cd "$(dirname "$0")"
work=$(mktemp -d)
touch "$work/index"
cat >"$work/ca.conf" <<CONF
[ca]
default_ca = here
[here]
database = $work/index
new_certs_dir = $work
default_md = sha256
policy = any
rand_serial = yes
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
CONF
request() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1" -out "$work/request" -subj "/CN=$2" -addext "$3"
}
sign() {
  openssl ca -batch -notext -config "$work/ca.conf" -startdate 20200101000000Z -enddate 21200101000000Z \
    -keyfile "$work/authority.key" -in "$work/request" "$@"
}
request "$work/authority.key" 'authority of tests' basicConstraints=critical,CA:TRUE
sign -selfsign -out authority.pem
request server.key server subjectAltName=DNS:receiver.test,IP:127.0.0.1
sign -cert authority.pem -out server.pem
request client.key client extendedKeyUsage=clientAuth
sign -cert authority.pem -out client.pem
rm -r "$work"
