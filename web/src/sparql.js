// The SPARQL page: the editor is large, and loads when somebody is there to use it.
import { whenUsed } from "./when-used.js";

whenUsed(document.getElementById("sparql"), "Open the editor", () => import("./editor.js"));
