// The prefixes of the project, which a query need not declare.

/** Make the editor accept `prefixes` in queries that do not declare them, and explain its marks in plain text. */
export function knowPrefixes(Yasqe, prefixes) {
  const define = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...options) => {
    const mode = define(...options);
    return { ...mode, token, startState: () => ({ ...mode.startState(), prefixes: { ...prefixes } }) };

    function token(stream, state) {
      const style = mode.token(stream, state);
      // Without a message, the editor writes one with inline styles, which the content security policy forbids.
      if (!state.OK) state.errorMsg ??= `This line is invalid. Expected: ${state.possibleCurrent.join(", ")}`;
      return style;
    }
  });
}
