import { isBuiltin } from "node:module";
import { z } from "zod";
import type { JsonObject } from "../../decision/index.ts";

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

/** The name of a package as npm has it, which leads to a package and nowhere else. */
export const packageName: z.ZodType<string> = z
  .string()
  .max(214)
  .regex(/^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/, "expected the name of an npm package")
  .refine(
    (name) => !isBuiltin(name) && name !== "node_modules",
    "expected the name of a package, not one of Node's own",
  );

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
