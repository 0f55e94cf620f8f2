#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is empty. The service owns its database and is no superuser.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$(cat "${DATABASE_PASSWORD_FILE:-/secrets/database-password}")" --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
create role imagecapture login password :'password';
create database imagecapture owner imagecapture;
revoke all on database imagecapture from public;
SQL
