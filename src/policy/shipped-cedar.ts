import { readFileSync } from "node:fs";

/** The Cedar schema of requests that comes with the package, without the actions of tools. */
export function shippedCedarSchema(): string {
  return readFileSync(new URL("../../policies/cedar/sallyport.cedarschema", import.meta.url), "utf8");
}
