#!/usr/bin/env bash
# Apache Jena, in memory. Install: apt-get install libapache-jena-java (Debian), which has no server: Jena.java is
# a small one around it, run from its source by Java 17 (apt-get install openjdk-17-jdk-headless).
# program: java
# needs: /usr/share/java/jena-arq.jar
# query: /query
# store: /store
# update: /update
set -eu
# Debian renamed the package of Jena's Xerces and not the folder of its messages: they are put where it looks.
(cd "$2" && jar xf /usr/share/java/jena-core.jar org/apache/jena/ext && ln -sfn org/apache/jena/ext/xerces xerces)
jars="$2"
for name in jena-arq jena-base jena-core jena-iri dexx.collection commons-compress commons-csv commons-io commons-lang3 guava \
    jackson-core jackson-databind jackson-annotations jsonld-java protobuf slf4j-api slf4j-nop thrift; do
    jars="$jars:/usr/share/java/$name.jar"
done
exec java -XX:+UseSerialGC -cp "$jars" "$(dirname "$0")/Jena.java" "$1"
