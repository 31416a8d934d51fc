// The address that the editor asks: a service's, or one that this page answers itself.
import { engine } from "./engine.js";
import { refusal } from "./query.js";

/**
 * Answer what the page asks of `address`, each request within `seconds()`: from the files in `sources`, or, if
 * there are none, from the service that has this address. Relative IRIs in queries are resolved against `base()`.
 */
export function listen(address, sources, seconds, base) {
  const outside = window.fetch.bind(window);
  const here = sources.length ? engine(sources) : undefined;
  window.fetch = async (input, init) => {
    if ((input.url ?? String(input)) !== address) return outside(input, init);
    const request = new Request(input, init);
    let late;
    try {
      await here?.ready(); // reading the data is not on the clock
      late = AbortSignal.timeout(seconds() * 1000);
      const signal = AbortSignal.any([request.signal, late]);
      return await (here ? answer(request, here, signal, base()) : outside(new Request(request, { signal })));
    } catch (error) {
      return refused(request.signal.aborted ? "Stopped." : late?.aborted ? tooLate(seconds()) : error.message);
    }
  };
}

async function answer(request, here, signal, base) {
  const sent = new URLSearchParams(await request.text());
  const query = sent.get("query") ?? sent.get("update");
  const reason = refusal(query);
  if (reason) return refused(reason);
  const { type, body } = await here.ask({ query, names: sent.getAll("default-graph-uri"), base }, signal);
  return new Response(body, { headers: { "Content-Type": type } });
}

function tooLate(limit) {
  return `Stopped: no answer within ${limit} s. Raise the time limit above the editor, or simplify the query.`;
}

function refused(reason) {
  return new Response(reason, { status: 400, headers: { "Content-Type": "text/plain" } });
}
