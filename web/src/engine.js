// The supervisor of the worker: one query at a time, each with a signal that ends it.

/** Start a worker on the graphs in `sources`; `ready()` waits for it, `ask(request, signal)` asks it. */
export function engine(sources) {
  let worker = start(sources);
  let turn = Promise.resolve();

  function again() {
    worker.end();
    worker = start(sources);
  }

  async function ready() {
    try {
      await worker.ready;
    } catch (error) {
      again(); // what could not be read may be there when it is asked for once more
      throw error;
    }
  }

  async function run(request, signal) {
    await ready();
    try {
      signal.throwIfAborted();
      return (await worker.ask(request, signal)).answer;
    } catch (error) {
      if (signal.aborted || error.broken) again();
      throw error;
    }
  }

  function ask(request, signal) {
    const answer = turn.then(() => run(request, signal));
    turn = answer.catch(() => {});
    return answer;
  }

  return { ready, ask };
}

function start(sources) {
  const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const ready = reply(worker);
  ready.catch(() => {}); // told to whoever asks
  worker.postMessage({ sources });
  return {
    ready,
    ask(request, signal) {
      const answer = reply(worker, signal);
      worker.postMessage(request);
      return answer;
    },
    end: () => worker.terminate(),
  };
}

/** Next message of a worker; rejected if it tells an error, or if the signal comes first. */
function reply(worker, signal) {
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onmessage = ({ data }) =>
      data.error ? reject(Object.assign(new Error(data.error), { broken: data.broken })) : resolve(data);
    worker.onerror = (event) =>
      reject(Object.assign(new Error(event.message ?? "The query engine could not be loaded."), { broken: true }));
  });
}
