// The page "not found" is shown at addresses of any depth. Whichever of its script elements finds this file
// knows the root of the site, and leads the links of the page there.
(() => {
  const page = document.documentElement;
  if (page.dataset.root) return;
  page.dataset.root = new URL("..", document.currentScript.src).href;
  for (const name of ["href", "action"]) {
    for (const element of document.querySelectorAll(`[${name}^="../"]`)) {
      const path = element.getAttribute(name).replace(/^(\.\.\/)+/, "");
      element.setAttribute(name, new URL(path, page.dataset.root));
    }
  }
})();
