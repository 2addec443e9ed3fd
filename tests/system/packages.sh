#!/bin/sh
# What the system tests need from Debian: a browser with its driver, fonts for Chinese, MariaDB, an office program.
set -e
PATH=$PATH:/usr/sbin:/sbin
command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v mariadbd >/dev/null &&
  command -v soffice >/dev/null && command -v pdftoppm >/dev/null && exit 0
[ "$(id -u)" = 0 ] || { echo "make test-system needs root, or chromium, chromium-driver, mariadb-server, libreoffice-calc and poppler-utils"; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq chromium chromium-driver fonts-noto-cjk mariadb-server libreoffice-calc poppler-utils >/dev/null
