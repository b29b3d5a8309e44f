#!/usr/bin/env bash
# Installs what drives a browser, in a folder of its own, and opens the reference pages in Chromium.
#
#   usage: tests/pages/run.sh FOLDER   where to install it
#
#   PYTHON   the Python that has heroics-py and pytest (python3)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
away=$(mkdir -p "$1" && cd "$1" && pwd)

cp "$here/package.json" "$away/"
(cd "$away" && npm install --no-audit --no-fund --no-package-lock --loglevel=error)
export BROWSER_MODULES=$away/node_modules

cd "$here/../.."
exec "${PYTHON:-python3}" -m pytest -q -rs -p no:cacheprovider "$here"
