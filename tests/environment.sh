# Sourced by scripts: the virtual environment with everything that tests and documentation need.
# What is missing is installed; what cannot be is named.

step() { printf '\n== %s\n' "$*"; }

missing() {
    echo "talktrack: $1 is missing. Install it: $2" >&2
    exit 1
}

# Debian's packages can be installed where we are root; elsewhere the reader is told what to do.
# After the package's name come options of apt-get.
system_package() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
    else
        missing "$1" "apt-get install $*, or its like on your system"
    fi
}

command -v cargo >/dev/null || missing "Rust" "see https://rustup.rs"
command -v python3 >/dev/null || missing "Python 3.11 or later" "see https://www.python.org"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || missing "Python 3.11 or later" "see https://www.python.org"
command -v cc >/dev/null || system_package gcc
# The report is tested in a browser.
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    system_package chromium
# A ledger on a server is tested on a throw-away server, which the tests start themselves.
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || system_package postgresql
# Spark runs on it.
command -v java >/dev/null || system_package default-jre-headless --no-install-recommends

environment=target/venv
if ! [ -x "$environment/bin/pip" ]; then
    python3 -m venv "$environment" 2>/dev/null || { system_package python3-venv && python3 -m venv "$environment"; }
fi
# shellcheck disable=SC1091
. "$environment/bin/activate"
stamp="$environment/requirements.stamp"
if ! cmp -s tests/requirements.txt "$stamp"; then
    step "Python packages for the tests"
    pip install --quiet --disable-pip-version-check -r tests/requirements.txt
    cp tests/requirements.txt "$stamp"
fi
