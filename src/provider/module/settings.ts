import { z } from "zod";
import type { JsonObject } from "../../decision/index.ts";
import { isPackageName } from "./package-name.ts";

/** What a provider of the kind `module` is told. */
export interface ModuleSettings {
  /** The name of an npm package, and nothing else that can be imported. */
  readonly package: string;
  /** What `sallyport providers pin` says of it. */
  readonly integrity: string;
  /** Packages beside it that it imports, and their integrity. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Holds the `node_modules` in which they are; default: the home. */
  readonly directory: string;
  /** The name under which the package exports the entry of its provider. */
  readonly export: string;
  /** What the provider itself is told. */
  readonly options: JsonObject;
}

const packageName = z.string().refine(isPackageName, "expected the name of an npm package");
const integrity = z.string().regex(/^sha512-[A-Za-z0-9+/]{86}==$/, "expected what sallyport providers pin prints");

/** The form of the settings. */
export const moduleSettings: z.ZodType<ModuleSettings> = z.strictObject({
  package: packageName,
  integrity,
  dependencies: z.record(packageName, integrity).default({}),
  directory: z.string().min(1).max(4_096).default("."),
  export: z.string().min(1).max(256).default("default"),
  options: z.record(z.string(), z.json()).default({}),
}) as z.ZodType<ModuleSettings>;
