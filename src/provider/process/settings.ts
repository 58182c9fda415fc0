import { z } from "zod";

/** What a provider of the kind `process` is told. */
export interface ProcessSettings {
  /** The program and its arguments; looked up as in the sandbox, in `/usr/local/bin:/usr/bin:/bin`. */
  readonly command: readonly string[];
  /** Where it lies and runs; it can read it, and of the host nothing else but system programs. */
  readonly directory: string;
  /** Other files and directories that it may read. */
  readonly readOnly: readonly string[];
  /** Names of variables that it is given; it has no others of the gateway's. */
  readonly environment: readonly string[];
  /** Milliseconds in which it must answer; then the answer is deny. */
  readonly deadlineMs: number;
  /** Milliseconds from its start to its first answer. */
  readonly startMs: number;
  /** Calls that it is given before it has answered earlier ones. */
  readonly concurrency: number;
  readonly memoryBytes: number;
  /** Processes and threads at one time. */
  readonly processes: number;
  /** Processors it may keep busy. */
  readonly cpus: number;
  /** Accepts until a day, for a reason, that it runs without a sandbox. */
  readonly dangerouslyUnconfined?: { readonly until: string; readonly reason: string };
}

const path = z.string().min(1).max(4_096);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "expected a day such as 2026-12-31");
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable");
const count = (most: number) => z.int().min(1).max(most);

/** The form of the settings. */
export const processSettings: z.ZodType<ProcessSettings> = z.strictObject({
  command: z.array(path).min(1).max(64),
  directory: path,
  readOnly: z.array(path).max(64).default([]),
  environment: z.array(variable).max(64).default([]),
  deadlineMs: count(60_000).default(2_000),
  startMs: count(120_000).default(10_000),
  concurrency: count(1_024).default(64),
  memoryBytes: count(2 ** 40).default(512 << 20),
  processes: count(65_536).default(64),
  cpus: z.number().positive().max(1_024).default(1),
  dangerouslyUnconfined: z.strictObject({ until: day, reason: z.string().min(1).max(1_000) }).exactOptional(),
});
