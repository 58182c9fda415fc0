import { z } from "zod";
import { type RemoteSettings, remoteShape } from "../remote/settings.ts";

/** What a provider of the kind `opa` is told. */
export interface OpaSettings extends RemoteSettings {
  /** The document that holds the decision, as in the data API: package and rule, with slashes. */
  readonly path: string;
}

/** The form of the settings. */
export const opaSettings: z.ZodType<OpaSettings> = z.strictObject({
  ...remoteShape,
  url: remoteShape.url.default("http://127.0.0.1:8181"),
  path: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/, "expected a path such as sallyport/decision")
    .default("sallyport/decision"),
});
