import { join } from "node:path";

/** Where the parts of a log lie in its directory. */
export interface LogPaths {
  /** One record a line. */
  readonly records: string;
  /** The newest signed checkpoint. */
  readonly checkpoint: string;
  /** The public half of the signing key, to check the checkpoint with. */
  readonly vkey: string;
  readonly lock: string;
}

export function logPaths(directory: string): LogPaths {
  return {
    records: join(directory, "records.jsonl"),
    checkpoint: join(directory, "checkpoint"),
    vkey: join(directory, "vkey"),
    lock: join(directory, "lock"),
  };
}
