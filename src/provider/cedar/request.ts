import type { CedarValueJson, EntityJson, StatefulAuthorizationCall, TypeAndId } from "@cedar-policy/cedar-wasm/web";
import { canonicalJson, type Json, type Request, type Risk } from "../../decision/index.ts";
import { domainsOf, hostOf } from "./host.ts";
import type { PolicySlice } from "./policy-set.ts";
import { resourceTypes } from "./schema.ts";

type Told = Omit<PolicySlice, "id">;
type Attributes = Readonly<Record<string, CedarValueJson | undefined>>;

/** What Cedar is asked about a request, in the words of the schema; what no policy reads or names is left out. */
export function cedarRequest(
  request: Request,
  told: Told,
  risk: () => Risk | undefined,
): Omit<StatefulAuthorizationCall, "preparsedPolicySetId"> {
  const { subject, action, resource, context } = request;
  const { type, id, access } = resource;
  const uid = { type: resourceTypes[type], id };
  const agent = { type: "Sallyport::Agent", id: subject.id };
  const tool = { type: "Sallyport::Action", id: action.name };
  const call = { type: "Sallyport::Arguments", id: "" };
  const cwd = context.cwd === undefined ? undefined : { type: "Sallyport::Path", id: context.cwd };
  // The directory of the turn is an entity that policies get hold of without naming it.
  const here: Told = { ...told, names: (type, id) => told.names(type, id) || isCwd(type, id) };
  const isCwd = (type: string, id: string) => type === cwd?.type && id === cwd.id && told.reads("cwd");
  return {
    principal: agent,
    action: tool,
    resource: uid,
    context: only(told, {
      ingress: context.ingress,
      tier: context.tier,
      taint: only(told, { ...context.taint, sources: set(context.taint.sources) }),
      arguments: { __entity: call },
      generation: context.generation,
      argv: set(context.argv),
      executable: context.executable,
      cwd: cwd && { __entity: cwd },
      environment: set(context.environment),
      namedBy: context.namedBy,
      targets: set(context.targets),
      bound: set(context.bound),
      risk: told.reads("risk") ? risk() : undefined,
    }),
    entities: [
      entity(told, agent, { name: subject.id, actsFor: subject.principal, session: subject.session }, [
        { type: "Sallyport::Principal", id: subject.principal },
        ...above(subject.id).map((id) => ({ ...agent, id })),
      ]),
      entity(told, tool, {}, [{ type: "Access::Action", id: access }]),
      entity(here, uid, ...described(resource)),
      ...(cwd === undefined || (cwd.id === id && type === "path")
        ? []
        : [entity(told, cwd, ...described({ type: "path", id: cwd.id }))]),
      ...(told.reads("arguments") ? [{ uid: call, attrs: {}, parents: [], tags: typed(context.arguments) }] : []),
    ].filter((each) => each !== undefined),
  };
}

/** The attributes of a resource, and what it is a member of. */
function described({ type, id }: Pick<Request["resource"], "type" | "id">): [Attributes, readonly TypeAndId[]] {
  switch (type) {
    case "command":
      return [{ script: id }, []];
    case "path":
      return [
        { path: id },
        above(id).map((directory) => ({ type: "Sallyport::Path", id: directory === "" ? "/" : directory })),
      ];
    case "url": {
      const url = new URL(id);
      const { href, protocol, port, pathname } = url;
      const scheme = protocol.slice(0, -1);
      const host = hostOf(url);
      return [
        { url: href, scheme, host, port: port === "" ? (ports[scheme] ?? 0) : Number(port), path: pathname },
        domainsOf(host).map((domain) => ({ type: "Sallyport::Host", id: domain })),
      ];
    }
    default:
      return [{ name: id }, []];
  }
}

const ports: Readonly<Record<string, number>> = { http: 80, https: 443, ws: 80, wss: 443, ftp: 21 };

/** Every id that the parts between slashes begin with: of `/a/b`, `/a` and the empty one; of `main/x`, `main`. */
function above(id: string): readonly string[] {
  const ids: string[] = [];
  for (let end = id.lastIndexOf("/"); end >= 0 && id !== "/"; end = id.lastIndexOf("/", end - 1)) {
    ids.push(id.slice(0, end));
    if (end === 0) break;
  }
  return ids;
}

/** An entity with what policies can see of it; `undefined` when that is no more than that it is itself. */
function entity(told: Told, uid: TypeAndId, all: Attributes, groups: readonly TypeAndId[]): EntityJson | undefined {
  const attrs = only(told, all);
  const parents = groups.filter(({ type, id }) => told.names(type, id));
  return parents.length === 0 && Object.keys(attrs).length === 0 ? undefined : { uid, attrs, parents };
}

function only(told: Told, attributes: Attributes): Record<string, CedarValueJson> {
  const shown: Record<string, CedarValueJson> = {};
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && told.reads(name)) shown[name] = value;
  return shown;
}

function set(texts: readonly string[] | undefined): CedarValueJson | undefined {
  return texts === undefined ? undefined : [...texts];
}

/** The arguments as tags: each a record with the one attribute that says of which type it is. */
function typed(args: Request["context"]["arguments"]): Record<string, CedarValueJson> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, typedValue(value)]));
}

function typedValue(value: Json): CedarValueJson {
  if (typeof value === "string") return { text: value };
  if (typeof value === "boolean") return { flag: value };
  if (typeof value === "number" && Number.isSafeInteger(value)) return { number: value };
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return { list: value };
  return { json: canonicalJson(value) };
}
