#!/usr/bin/env bash
# Runs the tests of the transport with the oldest and the newest requests and urllib3 that pyproject.toml allows, on
# each Python that is installed; `.ci/run` runs it too. Each combination has an environment of its own.
#
#   scripts/versions.sh [FOLDER]   FOLDER keeps the environments for the next time (a temporary one)
#   PYTHONS                        the Pythons to use (every python3.11 and newer, also those of pyenv)
#   TESTS                          what to run
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$(mktemp -d)}
[ -n "${1:-}" ] || trap 'rm -rf "$folder"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1 EVERY_VERSION=1
tests=${TESTS:-tests/transport tests/tools/test_transfer.py}

# The oldest that are allowed: "requests>=2.32.2" becomes "requests==2.32.2".
oldest=$(sed -nE 's/^    "(requests|urllib3)>=([0-9.]+)",$/\1==\2/p' "$here/pyproject.toml")
newest="requests urllib3"

# Print one Python for each version from 3.11 on.
pythons() {
    local name
    for name in ${PYTHONS:-python3 $(compgen -c python3. | grep -xE 'python3\.[0-9]+' || true) "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python}; do
        "$name" -c 'import ensurepip, sys; v = sys.version_info; v >= (3, 11) and print(v.minor, sys.executable)' 2>/dev/null || true
    done | sort -n -u -k 1,1 | cut -d ' ' -f 2-
}

# run PYTHON LABEL REQUIREMENT...: run the tests in an environment with these requirements.
run() {
    local python=$1 label=$2 place
    shift 2
    place="$folder/$("$python" -c 'import platform; print(platform.python_version())')-$label"
    [ -x "$place/bin/python" ] || "$python" -m venv "$place"
    "$place/bin/pip" install -q -U -e "$here[async,cli,progress,redis,sandbox,yaml]" pytest pytest-xdist hypothesis responses "$@"
    printf '\n== %s: %s\n' "$(basename "$place")" "$("$place/bin/pip" list 2>/dev/null | awk '/^(requests|urllib3) / {print $1, $2}' | xargs)"
    # shellcheck disable=SC2086
    (cd "$here" && "$place/bin/python" -m pytest -q -n "${WORKERS:-$(nproc)}" -p no:cacheprovider $tests)
}

failed=0
while read -r python; do
    # shellcheck disable=SC2086
    run "$python" oldest $oldest || failed=1
    # shellcheck disable=SC2086
    run "$python" newest $newest || failed=1
done < <(pythons)
exit $failed
