// Published N-Quads -> a dataset whose default graph is the union of its named graphs.

/** Lines of N-Quads by the name of their graph, each as the triple and as the quad. */
export function byGraph(text) {
  const graphs = new Map();
  for (const line of text.split("\n")) {
    const place = line.lastIndexOf(" <");
    if (place < 0) continue;
    const name = line.slice(place + 2, line.lastIndexOf(">"));
    if (!graphs.has(name)) graphs.set(name, []);
    graphs.get(name).push({ triple: `${line.slice(0, place)} .`, quad: line });
  }
  return graphs;
}

/** N-Quads of some graphs, and their union as default graph, where a store keeps each triple once. */
export function union(graphs, names) {
  const lines = names.flatMap((name) => graphs.get(name) ?? []);
  return [...lines.map((line) => line.triple), ...lines.map((line) => line.quad), ""].join("\n");
}
