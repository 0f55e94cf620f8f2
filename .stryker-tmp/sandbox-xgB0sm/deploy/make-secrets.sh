#!/bin/sh
# Makes every key and password of the compose files, once. What is there is never changed: run again, it does nothing.
# A file is for one user alone: the service (1000), PostgreSQL (999), PgBouncer (70). Needs to be root, and to chown.
#   make-secrets.sh FOLDER                        makes what is missing
#   make-secrets.sh FOLDER set encryption-keys    replaces this file by standard input (or bootstrap-admin-key)
set -eu
umask 077
cd "${1:-/secrets}"
# what a run that was killed half way has left, of whatever owner: the folder is ours
rm -f ./*.new

# keep FILE OWNER: standard input, whole or not at all
keep() {
  cat > "$1.new"
  chmod 400 "$1.new"
  chown "$2:$2" "$1.new"
  mv "$1.new" "$1"
  echo "made $1"
}
random() { head -c 32 /dev/urandom | base64; }
word() { random | tr -d '=\n' | tr '+/' '-_'; }

if [ "${2:-}" = set ]; then
  case "${3:-}" in encryption-keys | bootstrap-admin-key) ;; *) echo "set encryption-keys or bootstrap-admin-key" >&2; exit 2 ;; esac
  value=$(cat)
  [ -n "$value" ] || { echo "nothing came: $3 stays as it is" >&2; exit 2; }
  echo "$value" | keep "$3" 1000
  exit
fi

# others look for files in here, and read none but their own
chmod 711 .
[ -s encryption-keys ] || echo "k1:$(random)" | keep encryption-keys 1000
[ -s bootstrap-admin-key ] || echo "iak_$(word)" | keep bootstrap-admin-key 1000

# Several files hold one password. The last of them says that all are there: killed before it, this begins anew, and
# nobody has used the password yet.
if [ ! -s database-password ]; then
  password=$(word)
  echo "postgres://imagecapture:$password@db:5432/imagecapture" | keep database-url 1000
  echo "postgres://imagecapture:$password@pgbouncer:6432/imagecapture" | keep pooled-database-url 1000
  echo "\"imagecapture\" \"$password\"" | keep pgbouncer-users 70
  word | keep postgres-password 999
  echo "$password" | keep database-password 999
fi
