// Oxigraph in a worker: loads the published graphs once, then answers one query after another.
import init, { Store } from "oxigraph/web.js";
import { answer } from "./answer.js";
import { byGraph, union } from "./quads.js";

const stores = new Map();
let graphs;

self.onmessage = async ({ data }) => {
  try {
    if (data.sources) await open(data.sources);
    else self.postMessage({ answer: answer(store(data.names), data) });
  } catch (error) {
    // An error of WebAssembly itself, not of Oxigraph, leaves the memory in an unknown state.
    self.postMessage({ error: String(error.message ?? error), broken: error instanceof WebAssembly.RuntimeError });
  }
};

async function open(sources) {
  const [texts] = await Promise.all([
    Promise.all(sources.map(read)),
    init({ module_or_path: new URL("oxigraph.wasm", import.meta.url) }),
  ]);
  graphs = byGraph(texts.join("\n"));
  self.postMessage({ ready: true });
}

async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The data could not be loaded: ${url} returned status ${response.status}.`);
  const bytes = await response.arrayBuffer();
  const [first, second] = new Uint8Array(bytes);
  if (first !== 0x1f || second !== 0x8b) return new TextDecoder().decode(bytes); // the host has decompressed it
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

/** The store of a set of graphs, created at first use. */
function store(names) {
  const key = names.join(" ");
  if (!stores.has(key)) {
    const created = new Store();
    created.load(union(graphs, names), { format: "application/n-quads", lenient: true, no_transaction: true });
    stores.set(key, created);
  }
  return stores.get(key);
}
