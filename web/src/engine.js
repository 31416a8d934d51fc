// The supervisor of the worker: runs one query at a time and restarts the worker when one is aborted.

/** Start a worker with the graphs in `sources`; `ready()` waits for it, `ask(request, signal)` queries it. */
export function engine(sources) {
  let worker = start(sources);
  let queue = Promise.resolve();

  function restart() {
    worker.end();
    worker = start(sources);
  }

  async function ready() {
    try {
      await worker.ready;
    } catch (error) {
      restart(); // a file that failed to load may load at the next attempt
      throw error;
    }
  }

  async function run(request, signal) {
    await ready();
    try {
      signal.throwIfAborted();
      return (await worker.ask(request, signal)).answer;
    } catch (error) {
      if (signal.aborted || error.broken) restart();
      throw error;
    }
  }

  function ask(request, signal) {
    const answer = queue.then(() => run(request, signal));
    queue = answer.catch(() => {});
    return answer;
  }

  return { ready, ask };
}

function start(sources) {
  const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  const ready = reply(worker);
  ready.catch(() => {}); // reported to each caller
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

/** Next message of a worker; rejected if it reports an error, or if the signal aborts first. */
function reply(worker, signal) {
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onmessage = ({ data }) =>
      data.error ? reject(Object.assign(new Error(data.error), { broken: data.broken })) : resolve(data);
    worker.onerror = (event) =>
      reject(Object.assign(new Error(event.message ?? "The query engine could not be loaded."), { broken: true }));
  });
}
