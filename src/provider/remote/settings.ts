import { z } from "zod";
import { isPlainLocal } from "../../net/index.ts";

/** How a decision point somewhere else is reached. */
export interface RemoteSettings {
  readonly url: string;
  /** Name of the variable with the bearer token. */
  readonly tokenEnv?: string;
  /** File of the only authorities whose certificates count (PEM). */
  readonly ca?: string;
  /** Milliseconds in which it must answer; then the answer is deny. */
  readonly deadlineMs: number;
  /** Questions that it is asked before it has answered earlier ones; further ones wait their turn. */
  readonly concurrency: number;
}

/** The members that every provider of this sort takes. */
export const remoteShape: {
  readonly url: z.ZodURL;
  readonly tokenEnv: z.ZodExactOptional<z.ZodString>;
  readonly ca: z.ZodExactOptional<z.ZodString>;
  readonly deadlineMs: z.ZodDefault<z.ZodInt>;
  readonly concurrency: z.ZodDefault<z.ZodInt>;
} = {
  url: z
    .url({ protocol: /^https?$/, error: "expected an http:// or https:// URL" })
    .refine((url) => !/^[^/]+:\/\/[^/]*@/.test(url), "a URL here carries no user name or password")
    .refine(
      (url) => url.startsWith("https:") || isPlainLocal(URL.parse(url)),
      "whoever is on the way could answer: use https, or http to this machine",
    ),
  tokenEnv: z
    .string()
    .regex(/^[A-Z_][A-Z0-9_]*$/, "expected the name of an environment variable, not a token")
    .exactOptional(),
  ca: z.string().min(1).max(4_096).exactOptional(),
  deadlineMs: z.int().min(1).max(60_000).default(2_000),
  concurrency: z.int().min(1).max(1_024).default(64),
};
