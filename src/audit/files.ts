import { join } from "node:path";

/**
 * Where the parts of a log lie in its directory. Beside them are `torn-<sha256>` files: bytes of records that a crash cut
 * short, each named by its own digest and by a record.
 */
export interface LogPaths {
  /** One record a line: the segment that is being written. */
  readonly records: string;
  /** The newest signed checkpoint. */
  readonly checkpoint: string;
  /** The public half of the signing key, to check the checkpoint with. */
  readonly vkey: string;
  readonly lock: string;
}

/** The paths of a log's files. */
export function logPaths(directory: string): LogPaths {
  return {
    records: join(directory, "records.jsonl"),
    checkpoint: join(directory, "checkpoint"),
    vkey: join(directory, "vkey"),
    lock: join(directory, "lock"),
  };
}
