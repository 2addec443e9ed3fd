#!/bin/sh
# Install duban where it was unpacked, without a network: checks every file, makes .venv, asks no registry.
set -eu
cd "$(dirname "$0")"
sha256sum --check --quiet --strict SHA256SUMS || { echo "a file is not as it was packed: fetch the bundle again"; exit 1; }
python=${PYTHON:-python3}
"$python" -m venv .venv || { echo "python3 lacks venv: on Debian, the package python3-venv"; exit 1; }
pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels "$@"; }
pip --require-hashes --no-deps --requirement requirements.lock
pip --no-deps --upgrade setuptools
pip --no-deps --no-build-isolation --editable .
.venv/bin/duban --version
