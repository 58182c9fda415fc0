import { z } from "zod";
import { type RemoteSettings, remoteShape } from "../remote/settings.ts";

/** What a provider of the kind `authzen` is told. */
export interface AuthzenSettings extends RemoteSettings {
  /** Whether the endpoint is taken from its metadata document in place of the usual path. */
  readonly discover: boolean;
  /** Member of the context of a refusal that says a person may allow it, when it is there and not false. */
  readonly askWhen?: string;
}

/** The form of the settings. */
export const authzenSettings: z.ZodType<AuthzenSettings> = z.strictObject({
  ...remoteShape,
  discover: z.boolean().default(false),
  askWhen: z.string().min(1).max(128).exactOptional(),
});
