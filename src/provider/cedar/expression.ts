import type { CedarValueJson, EntityUidJson, PolicyJson, TypeAndId } from "@cedar-policy/cedar-wasm/web";

/** What a policy speaks of: the attributes it reads, the entities it names, and how deep it is nested. */
export interface Vocabulary {
  readonly attributes: ReadonlySet<string>;
  readonly entities: readonly TypeAndId[];
  readonly depth: number;
}

/** Reads the vocabulary of a policy from its JSON form; a name too many is no harm, one too few would be. */
export function vocabularyOf(policy: PolicyJson): Vocabulary {
  const attributes = new Set<string>();
  const entities: TypeAndId[] = [];
  let depth = 0;
  // By hand and not by recursion: a policy is as deep as its author pleases.
  const open: { readonly node: unknown; readonly level: number }[] = [
    { node: [policy.principal, policy.action, policy.resource, policy.conditions], level: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, level } = next;
    if (typeof node !== "object" || node === null) continue;
    depth = Math.max(depth, level);
    if (isEntity(node)) entities.push(node);
    const { attr } = node as { readonly attr?: unknown };
    for (const name of [attr].flat()) if (typeof name === "string") attributes.add(name);
    for (const [key, child] of Object.entries(node)) {
      // A record that is compared with one of the request names its attributes as keys.
      attributes.add(key);
      open.push({ node: child, level: level + 1 });
    }
  }
  return { attributes, entities, depth };
}

function isEntity(node: object): node is TypeAndId {
  const { type, id } = node as Partial<Record<"type" | "id", CedarValueJson>>;
  return typeof type === "string" && typeof id === "string";
}

/** Whether the scope of a policy takes in an action of one kind of access on one type of resource. */
export function speaksOf(policy: PolicyJson, action: string, access: string, resource: string): boolean {
  return takesInAction(policy.action, action, access) && takesInResource(policy.resource, resource);
}

function takesInAction(constraint: PolicyJson["action"], action: string, access: string): boolean {
  if (constraint.op === "All") return true;
  const named = "entities" in constraint ? constraint.entities : "entity" in constraint ? [constraint.entity] : [];
  return named.map(typeAndId).some(({ type, id }) => {
    return type === "Access::Action" ? constraint.op === "in" && id === access : id === action;
  });
}

function takesInResource(constraint: PolicyJson["resource"], resource: string): boolean {
  const { op } = constraint;
  if (op === "All") return true;
  if (op === "is") return constraint.entity_type === resource;
  if (!("entity" in constraint)) return true;
  const { type } = typeAndId(constraint.entity);
  return type === resource || (op === "in" && type === "Sallyport::Host" && resource === "Sallyport::Url");
}

function typeAndId(uid: EntityUidJson): TypeAndId {
  return "__entity" in uid ? uid.__entity : uid;
}
