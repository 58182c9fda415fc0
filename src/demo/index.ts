export { type Attempt, attempts } from "./attacks.ts";
export { openProtected, type ProtectedRun, runProtected } from "./protected.ts";
export { flipByte } from "./tamper.ts";
export { runUnprotected } from "./unprotected.ts";
export { makeWorld, type World } from "./world.ts";
