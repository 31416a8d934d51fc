#!/usr/bin/env bash
# Oxigraph server. Install: pip install oxigraph (the development group has it).
# program: oxigraph
# query: /query
# store: /store
# update: /update
exec oxigraph serve --location "$2/oxigraph" --bind "127.0.0.1:$1"
