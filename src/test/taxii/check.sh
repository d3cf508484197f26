#!/bin/sh
# Reads a hub by TAXII in several ways, and validates what it got by the JSON schemas of OASIS: docs/taxii.md.
set -eu
[ $# -eq 2 ] || { echo "usage: $0 <discovery URL> <token>" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
there="$here/../../../target/taxii-check"
mkdir -p "$there"
cp "$here/check.mjs" "$there"
cd "$there"
# stixview carries the schemas of OASIS, unchanged
[ -d node_modules/stixview ] || npm install --silent --no-audit --no-fund --ignore-scripts \
  stixview@1.3.2 ajv@8.17.1 ajv-formats@3.0.1
exec node check.mjs "$1" "$2"
