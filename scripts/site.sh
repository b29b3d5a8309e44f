#!/usr/bin/env bash
# Builds the project's own site from docs/, in an environment of its own. Warnings are errors.
#
#   scripts/site.sh [FOLDER]   the folder to write (site/); for the search, serve it: python -m http.server -d site
#
#   PYTHON   the Python to use (python3)
#   VENV     the environment, kept for the next time (build/site-venv)
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(realpath -m "${1:-$here/site}")
venv=${VENV:-$here/build/site-venv}

[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install -q -e "$here[async,cli,oauth,sandbox,yaml]" -r "$here/scripts/site-requirements.txt"
cd "$here"
# The second variable hides an advertisement of the theme.
PYTHONDONTWRITEBYTECODE=1 NO_MKDOCS_2_WARNING=1 "$venv/bin/mkdocs" build --strict --quiet --clean --site-dir "$folder"

# Nothing may be loaded from another host: neither scripts, styles, fonts nor pictures.
if grep -rEn --include='*.html' '(src|href)="(https?:)?//[^"]*\.(js|css|woff2?|png|svg)"|<link[^>]+rel="(preconnect|dns-prefetch)"' "$folder"; then
    echo "the site loads something from another host" >&2
    exit 1
fi
printf '%s pages in %s\n' "$(find "$folder" -name '*.html' | wc -l)" "$folder"
