/** A JSON value that nobody may change. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object that nobody may change. */
export interface JsonObject {
  readonly [key: string]: Json;
}
