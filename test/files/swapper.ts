import { renameSync, rmSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

/** Puts now the directory, now the link at `name`, as fast as it can, until it is told to stop. */
const { name, directory, link, stop } = workerData as {
  name: string;
  directory: string;
  link: string;
  stop: SharedArrayBuffer;
};
/** A writer may have made a directory of that name, and be filling it, in the moment when there was none. */
function put(what: string): void {
  for (;;) {
    try {
      renameSync(what, name);
      return;
    } catch {
      clear();
    }
  }
}

function clear(): void {
  try {
    rmSync(name, { recursive: true });
  } catch {
    // Something new came into it: the next round takes that too.
  }
}

const flag = new Int32Array(stop);
let swaps = 0;
while (Atomics.load(flag, 0) === 0) {
  renameSync(name, directory);
  put(link);
  renameSync(name, link);
  put(directory);
  swaps += 2;
}
parentPort?.postMessage(swaps);
