/** What one named parameter of a method must be. */
export type Param = (
  | { readonly type: "string"; readonly max?: number; readonly oneOf?: readonly string[] }
  | { readonly type: "integer"; readonly min?: number; readonly max?: number }
  | { readonly type: "boolean" }
  | { readonly type: "object" }
) & { readonly optional?: true };

/** The parameters of a method by name. */
export type ParamShape = Readonly<Record<string, Param>>;

type ValueOf<P extends Param> = P extends { readonly oneOf: readonly (infer V)[] }
  ? V
  : P extends { readonly type: "string" }
    ? string
    : P extends { readonly type: "integer" }
      ? number
      : P extends { readonly type: "boolean" }
        ? boolean
        : Readonly<Record<string, unknown>>;

type OptionalKeys<S extends ParamShape> = {
  [K in keyof S]: S[K] extends { readonly optional: true } ? K : never;
}[keyof S];

/** The parameters of a shape, checked. */
export type ParamsOf<S extends ParamShape> = {
  readonly [K in Exclude<keyof S, OptionalKeys<S>>]: ValueOf<S[K]>;
} & { readonly [K in OptionalKeys<S>]?: ValueOf<S[K]> };

const defaultMaxString = 4_096;

/** What is wrong with the parameters, as a sentence; `undefined` when they fit the shape and nothing is left over. */
export function paramFault(params: Readonly<Record<string, unknown>>, shape: ParamShape): string | undefined {
  const unknown = Object.keys(params).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) return `unknown parameter "${unknown.slice(0, 64)}"`;
  for (const [name, param] of Object.entries(shape)) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    if (value === undefined) {
      if (param.optional !== true) return `missing parameter "${name}"`;
      continue;
    }
    const expected = expectation(value, param);
    if (expected !== undefined) return `parameter "${name}" must be ${expected}`;
  }
  return undefined;
}

/** What the value should have been; `undefined` when it is that. */
function expectation(value: unknown, param: Param): string | undefined {
  switch (param.type) {
    case "string": {
      const { max = defaultMaxString, oneOf } = param;
      if (typeof value !== "string" || !value.isWellFormed() || value.length > max) {
        return `a string of at most ${max} characters`;
      }
      return oneOf === undefined || oneOf.includes(value) ? undefined : `one of ${oneOf.join(", ")}`;
    }
    case "integer": {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = param;
      const fits = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
      return fits ? undefined : `an integer from ${min} to ${max}`;
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : "an object";
  }
}
