// The endpoint of the editor: that of a service, or one that the page itself answers.
import { engine } from "./engine.js";
import { refusal } from "./query.js";

/**
 * Answer the requests of the page to `address`, each within `seconds()`: from the files in `sources` or, if there
 * are none, from the service at this address. Queries may use `prefixes()`.
 */
export function listen(address, sources, seconds, prefixes) {
  const originalFetch = window.fetch.bind(window);
  const local = sources.length ? engine(sources) : undefined;
  window.fetch = async (input, init) => {
    if ((input.url ?? String(input)) !== address) return originalFetch(input, init);
    const request = new Request(input, init);
    let timeout;
    try {
      await local?.ready(); // loading the data does not count against the time limit
      timeout = AbortSignal.timeout(seconds() * 1000);
      const signal = AbortSignal.any([request.signal, timeout]);
      return await (local ? answer(request, local, signal, prefixes()) : originalFetch(new Request(request, { signal })));
    } catch (error) {
      return badRequest(request.signal.aborted ? "Stopped." : timeout?.aborted ? timeoutMessage(seconds()) : error.message);
    }
  };
}

async function answer(request, local, signal, prefixes) {
  const parameters = new URLSearchParams(await request.text());
  const query = parameters.get("query") ?? parameters.get("update");
  const reason = refusal(query);
  if (reason) return badRequest(reason);
  const { type, body } = await local.ask({ query, names: parameters.getAll("default-graph-uri"), prefixes }, signal);
  return new Response(body, { headers: { "Content-Type": type } });
}

function timeoutMessage(limit) {
  return `Stopped: no answer within ${limit} s. Raise the time limit above the editor, or simplify the query.`;
}

function badRequest(reason) {
  return new Response(reason, { status: 400, headers: { "Content-Type": "text/plain" } });
}
