import { z } from "zod";

/** Some text, of 4096 characters at most. */
export const text = (about: string): z.ZodString => z.string().min(1).max(4096).describe(about);
/** A whole number from 1. */
export const count = (max: number, about: string): z.ZodInt => z.int().min(1).max(max).describe(about);
/** A name that is made here. */
export const identifier = (about: string): z.ZodString =>
  z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, "expected a lower-case letter, then letters, digits, - or _ (64 at most)")
    .describe(about);
/** The URL of a web server, without a password in it. */
export const httpUrl = (about: string): z.ZodURL =>
  z
    .url({ protocol: /^https?$/, error: "expected an http:// or https:// URL" })
    .refine((url) => !/^[^/]+:\/\/[^/]*@/.test(url), "a URL here carries no user name or password")
    .describe(about);
