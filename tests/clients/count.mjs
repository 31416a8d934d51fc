// Prints each file named on the command line with the number of its statements, counted by N3.js or jsonld.js.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import { Parser } from "n3";

const FORMATS = { ttl: "text/turtle", nt: "application/n-triples", trig: "application/trig", nq: "application/n-quads" };
const documentLoader = (url) => { throw new Error(`asks for ${url}`); };

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8");
  const format = FORMATS[path.split(".").pop()];
  const quads = format
    ? new Parser({ format }).parse(text)
    : await jsonld.toRDF(JSON.parse(text), { documentLoader });
  console.log(`${path} ${quads.length}`);
}
