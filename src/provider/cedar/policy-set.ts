import { setImmediate } from "node:timers/promises";
import type { SchemaJson } from "@cedar-policy/cedar-wasm/web";
import type { Request } from "../../decision/index.ts";
import type { PolicyProblem } from "../../errors.ts";
import type { ToolEntry } from "../../policy/index.ts";
import type { Engine } from "./engine.ts";
import { speaksOf } from "./expression.ts";
import { type Policy, readPolicies } from "./policy.ts";
import { lineAt, type PolicyText, problemOf } from "./problem.ts";
import { requestSchema, resourceTypes } from "./schema.ts";

/** The policies that speak of one kind of request, prepared in the engine under `id`. */
export interface PolicySlice {
  readonly id: string;
  /** Whether one of them reads an attribute of this name; what none reads need not be told. */
  reads(attribute: string): boolean;
  /** Whether one of them names the entity. */
  names(type: string, id: string): boolean;
}

/** Policies that were found good, ready to be asked. */
export interface PolicySet {
  readonly policies: ReadonlyMap<string, Policy>;
  /** Those that can speak of a request; `undefined` when none can. */
  slice(request: Request): PolicySlice | undefined;
  /** Lets Cedar forget the policies. */
  release(): void;
}

/** Reads and validates policies; every problem is told, not only the first. Lets others run in between. */
export async function openPolicySet(
  engine: Engine,
  sources: readonly PolicyText[],
  tools: Readonly<Record<string, ToolEntry>>,
): Promise<
  { readonly ok: true; readonly set: PolicySet } | { readonly ok: false; readonly problems: readonly PolicyProblem[] }
> {
  const read = sources.map((source) => readPolicies(engine, source));
  const policies = read.flatMap((each) => each.policies);
  const problems = [...read.flatMap((each) => each.problems), ...namesakes(policies)];
  // Cedar goes through a policy as deep as it is nested: only what was found sound is handed on.
  if (problems.length > 0) return { ok: false, problems };
  const schema = requestSchema(engine, tools);
  for (const policy of policies) {
    problems.push(...validated(engine, schema, policy));
    await setImmediate();
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, set: sliced(engine, policies) };
}

/** What the schema does not permit, and what Cedar warns of: a policy that can never apply, text that looks like other text. */
function validated(engine: Engine, schema: SchemaJson<string>, policy: Policy): readonly PolicyProblem[] {
  const policies = { staticPolicies: { [policy.id]: policy.text } };
  const answer = engine.run((cedar) => cedar.validate({ schema, policies, validationSettings: { mode: "strict" } }));
  const found =
    answer.type === "failure"
      ? answer.errors
      : (answer.validationErrors.length > 0 ? answer.validationErrors : answer.validationWarnings).map(
          ({ error }) => error,
        );
  // Cedar tells the same of each type of resource: the first is enough.
  const places = new Map(found.toReversed().map((error) => [error.sourceLocations?.[0]?.start, error]));
  return [...places.values()].map((error) => problemOf(policy.source, error, policy.offset));
}

function namesakes(policies: readonly Policy[]): readonly PolicyProblem[] {
  const first = new Map<string, Policy>();
  return policies.flatMap((policy) => {
    const { id, source, offset } = policy;
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, policy);
      return [];
    }
    const line = lineAt(source.text, offset);
    return [
      {
        file: source.file,
        line,
        path: "",
        message: `"${id}" is a policy of ${other.source.file} already`,
        fix: "give it another @id",
      },
    ];
  });
}

function sliced(engine: Engine, policies: readonly Policy[]): PolicySet {
  const everything = vocabularies(policies);
  const slices = new Map<string, PolicySlice | undefined>();
  return {
    policies: new Map(policies.map((policy) => [policy.id, policy])),
    slice({ action: { name }, resource: { type, access } }) {
      // INVARIANT: whoever invents names of actions does not add to the slices: all that no policy names have one.
      const action = everything.names("Sallyport::Action", name) ? name : null;
      const id = JSON.stringify([action, access, type]);
      if (slices.has(id)) return slices.get(id);
      const relevant = policies.filter(({ json }) => speaksOf(json, name, access, resourceTypes[type]));
      if (relevant.length > 0) prepare(engine, id, relevant);
      const slice = relevant.length > 0 ? { id, ...vocabularies(relevant) } : undefined;
      slices.set(id, slice);
      return slice;
    },
    release() {
      if (!engine.isBroken) for (const slice of slices.values()) if (slice !== undefined) prepare(engine, slice.id, []);
    },
  };
}

function vocabularies(policies: readonly Policy[]): Omit<PolicySlice, "id"> {
  const attributes = new Set(policies.flatMap(({ vocabulary }) => [...vocabulary.attributes]));
  const entities = new Map<string, Set<string>>();
  for (const { type, id } of policies.flatMap(({ vocabulary }) => vocabulary.entities)) {
    entities.set(type, (entities.get(type) ?? new Set()).add(id));
  }
  return {
    reads: (attribute) => attributes.has(attribute),
    names: (type, id) => entities.get(type)?.has(id) ?? false,
  };
}

function prepare(engine: Engine, slice: string, policies: readonly Policy[]): void {
  const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
  const answer = engine.run((cedar) => cedar.preparsePolicySet(slice, { staticPolicies }));
  if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("; "));
}
