#!/bin/sh
# What the system tests need from Debian: a browser with its driver, fonts for Chinese, MariaDB, a directory (slapd);
# with "nightly" an office program, PostgreSQL and Redis as well.
set -e
PATH=$PATH:/usr/sbin:/sbin
there() { command -v chromium && command -v chromedriver && command -v mariadbd && command -v slapd; }
there_at_night() {
  command -v soffice && command -v pdftoppm && ls /usr/lib/libreoffice/program/libswlo.so &&
    command -v redis-server && ls /usr/lib/postgresql/*/bin/initdb
}
there >/dev/null && { [ "$1" != nightly ] || there_at_night >/dev/null 2>&1; } && exit 0
more=
[ "$1" != nightly ] || more="libreoffice-calc libreoffice-writer poppler-utils postgresql redis-server"
[ "$(id -u)" = 0 ] || { echo "make test-system needs root, or chromium, chromium-driver, mariadb-server, slapd $more"; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq chromium chromium-driver fonts-noto-cjk mariadb-server slapd $more >/dev/null
