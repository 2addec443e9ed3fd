#!/bin/sh
# Pack what a network without a registry needs: the committed sources, every wheel of requirements.lock for this
# machine's kind of system and Python, an installer, and checksums. $1: uv, $2: python3; run from the checkout.
set -eu
uv=$1 python=$2
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
kind=$("$python" -c 'import sys, sysconfig; print(f"cp{sys.version_info.major}{sys.version_info.minor}-{sysconfig.get_platform()}")')
name=duban-$version-$kind
home=build/$name
rm -rf "$home" "build/$name.tar.gz"
mkdir -p "$home/wheels"
git archive HEAD | tar -x -C "$home"
"$uv" venv --quiet --seed --allow-existing --python "$python" build/pip
# The machine that installs may have another third number of Python's version: what depends on it comes along.
sed -E "s/ ; python_full_version [<>=!]+ '[0-9]+\\.[0-9]+\\.[0-9]+' / /" requirements.lock > build/every.lock
build/pip/bin/python -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
  --requirement build/every.lock --dest "$home/wheels"
# What turns the sources into an installed program, pinned by the checksums below.
build/pip/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
  'setuptools>=77' --dest "$home/wheels"
cp deployments/bundle/install.sh "$home/install.sh"
(cd "$home" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs -d '\n' sha256sum > SHA256SUMS)
tar -C build -czf "build/$name.tar.gz" "$name"
(cd build && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
echo "build/$name.tar.gz ($(du -h "build/$name.tar.gz" | cut -f1), $(ls "$home/wheels" | wc -l) wheels)"
