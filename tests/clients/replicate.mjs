// Replicates the change feed at an address, and prints what it says of each thing in the end, as N-Triples.
import { replicateLDES } from "ldes-client";
import { Writer } from "n3";

const VERSION_OF = "http://purl.org/dc/terms/isVersionOf";
const things = new Map();

for await (const { id, quads } of replicateLDES({ url: process.argv[2] }, "ascending").stream()) {
  const thing = quads.find((quad) => quad.predicate.value === VERSION_OF).object.value;
  things.set(thing, quads.filter((quad) => quad.graph.equals(id)));
}
const writer = new Writer(process.stdout, { end: false, format: "N-Triples" });
for (const quads of things.values()) for (const quad of quads) writer.addQuad(quad.subject, quad.predicate, quad.object);
writer.end();
