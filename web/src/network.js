// The page of the network: the graph is heavy to draw, and is drawn when somebody is there to see it.
import { whenUsed } from "./when-used.js";

whenUsed(document.getElementById("network"), "Draw the graph", () => import("./graph-view.js"));
