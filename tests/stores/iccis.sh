#!/usr/bin/env bash
# The service of this project. It is read only and has the data already.
# program: iccis
# query: /sparql
exec iccis serve --port "$1" --rate 0
