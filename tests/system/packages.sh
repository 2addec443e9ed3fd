#!/bin/sh
# What the system tests need from Debian: a browser with its driver, fonts for Chinese, MariaDB, PostgreSQL, Redis, a
# directory (slapd); with "nightly" an office program as well.
set -e
PATH=$PATH:/usr/sbin:/sbin
command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v mariadbd >/dev/null &&
  command -v redis-server >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && command -v slapd >/dev/null &&
  { [ "$1" != nightly ] || { command -v soffice && command -v pdftoppm && ls /usr/lib/libreoffice/program/libswlo.so; } >/dev/null; } && exit 0
more=
[ "$1" != nightly ] || more="libreoffice-calc libreoffice-writer poppler-utils"
[ "$(id -u)" = 0 ] || { echo "make test-system needs root, or chromium, chromium-driver, mariadb-server, postgresql, redis-server, slapd $more"; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq chromium chromium-driver fonts-noto-cjk mariadb-server postgresql redis-server slapd $more >/dev/null
