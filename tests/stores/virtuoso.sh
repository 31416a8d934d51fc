#!/usr/bin/env bash
# Virtuoso 7. Install: apt-get install virtuoso-opensource (Debian); its own service need not run.
# program: virtuoso-t
# query: /sparql
# store: /sparql-graph-crud-auth
# update: /sparql-auth
# user: dba
# password: dba
#
# The settings are Debian's but for the places of the files and the addresses. So an answer has 10,000 rows at
# most, and one that is cut short says so in a header, if it is of rows.
set -eu
folder="$2/virtuoso"
mkdir -p "$folder"
free() { python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
sed -E -e "s|/var/lib/virtuoso-opensource-7(/db)?|$folder|" \
    -e "s|^(ServerPort\s*=) 1111|\1 127.0.0.1:$(free)|; s|^(ServerPort\s*=) 8890|\1 127.0.0.1:$1|" \
    -e "s|^(DefaultHost\s*=).*|\1 127.0.0.1:$1|; s|^(DirsAllowed\s*=)|\1 $folder,|; /^Load[0-9]/d" \
    -e "s|^(NumberOfBuffers\s*=).*|\1 ${VIRTUOSO_BUFFERS:-10000}|; s|^(ResultSetMaxRows\s*=).*|\1 ${VIRTUOSO_ROWS:-10000}|" \
    /usr/share/virtuoso-opensource-7/virtuoso.ini >"$folder/virtuoso.ini"
exec virtuoso-t +wait +foreground +configfile "$folder/virtuoso.ini"
