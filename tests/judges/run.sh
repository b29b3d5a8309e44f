#!/usr/bin/env bash
# Installs the outside judges, each in an environment of its own, and lets them judge the sandbox.
#
#   usage: tests/judges/run.sh FOLDER   where to install them
#
#   PYTHON   the Python that has heroics-py and pytest (python3)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
away=$(mkdir -p "$1" && cd "$1" && pwd)
python=${PYTHON:-python3}

"$python" -m venv "$away/schemathesis"
"$away/schemathesis/bin/pip" install -q -r "$here/requirements.txt"
export SCHEMATHESIS=$away/schemathesis/bin/schemathesis

if command -v npm >/dev/null; then
    mkdir -p "$away/prism"
    cp "$here/package.json" "$away/prism/"
    (cd "$away/prism" && npm install --no-audit --no-fund --no-package-lock --loglevel=error)
    export PRISM=$away/prism/node_modules/.bin/prism
fi

cd "$here/../.."
exec "$python" -m pytest -q -rs -p no:cacheprovider "$here"
