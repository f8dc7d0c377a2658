#!/usr/bin/env bash
# Puts the ONNX tests of Debian's package libonnx-testdata into a folder, unless they are there: fetch-node-tests.sh FOLDER
set -euo pipefail

folder=$1
[[ -d $folder/usr/share/libonnx-testdata/data/node ]] && exit 0
mkdir -p -- "$folder"
cd -- "$folder"
apt-get download libonnx-testdata || { apt-get update && apt-get download libonnx-testdata; }
dpkg-deb --extract libonnx-testdata_*.deb .
