#!/bin/sh
# What the system tests need from Debian: a browser with its driver, fonts for Chinese, MariaDB.
set -e
PATH=$PATH:/usr/sbin:/sbin
command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v mariadbd >/dev/null && exit 0
[ "$(id -u)" = 0 ] || { echo "make test-system needs root, or chromium, chromium-driver and mariadb-server"; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq chromium chromium-driver fonts-noto-cjk mariadb-server >/dev/null
