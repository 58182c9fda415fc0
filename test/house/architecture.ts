/** The source tree: path beneath `src/` → text. */
export type Tree = ReadonlyMap<string, string>;

/** What may import what, and which capability lives where. */
export interface Rules {
  /** Domain → the domains whose `index.ts` it may import; `"*"` is all of them. Every domain has a row. */
  readonly imports: Readonly<Record<string, readonly string[] | "*">>;
  /** Capability → where it may be used, as path prefixes beneath `src/`. */
  readonly chokePoints: readonly ChokePoint[];
  readonly maxLines: number;
}

/** One capability, known by the modules or by the words of source that give it. */
export interface ChokePoint {
  readonly name: string;
  readonly modules?: readonly string[];
  /** Names in those modules that do not give the capability and may be imported by name anywhere. */
  readonly harmless?: readonly string[];
  readonly words?: RegExp;
  readonly only: readonly string[];
}

/** Every breach of the rules, a sentence each; empty when the tree is as drawn. */
export function breaches(tree: Tree, rules: Rules): readonly string[] {
  return [
    ...cyclesIn(rules.imports),
    ...[...tree].flatMap(([path, source]) => [
      ...importBreaches(path, source, rules),
      ...capabilityBreaches(path, source, rules.chokePoints),
      ...shapeBreaches(path, source, rules.maxLines),
    ]),
  ];
}

function importBreaches(path: string, source: string, rules: Rules): string[] {
  const domain = domainOf(path);
  const allowed = domain === "" ? "*" : rules.imports[domain];
  if (allowed === undefined) return [`${path}: the folder ${domain}/ has no row in the table of imports`];
  return importsOf(source).flatMap(({ specifier }) => {
    if (!specifier.startsWith(".")) return [];
    const target = resolve(path, specifier);
    const other = domainOf(target);
    if (forEverybody.has(target) || other === domain) return [];
    if (other === "") return [`${path}: imports ${target}, which only the top of src/ may`];
    if (allowed !== "*" && !allowed.includes(other)) return [`${path}: ${domain}/ may not import ${other}/`];
    return target === `${other}/index.ts` ? [] : [`${path}: imports ${target} past the face of ${other}/`];
  });
}

function capabilityBreaches(path: string, source: string, points: readonly ChokePoint[]): string[] {
  const code = withoutComments(source);
  const imported = importsOf(source).filter((i) => !i.typeOnly);
  return points
    .filter((point) => !point.only.some((prefix) => path.startsWith(prefix)))
    .filter(
      (point) =>
        point.words?.test(code) ||
        imported.some(
          ({ specifier, names }) =>
            point.modules?.some((m) => specifier === m || specifier.startsWith(`${m}/`)) &&
            !(names.length > 0 && names.every((name) => point.harmless?.includes(name))),
        ),
    )
    .map((point) => `${path}: ${point.name} belongs to ${point.only.join(", ") || "nobody"}`);
}

function shapeBreaches(path: string, source: string, maxLines: number): string[] {
  const lines = source.split("\n").length;
  const words = path.replace(/\.\w+$/, "").split(/[/-]/);
  return [
    ...(lines > maxLines ? [`${path}: ${lines} lines, more than ${maxLines}`] : []),
    ...(/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*\.\w+$/.test(path) ? [] : [`${path}: not kebab-case`]),
    ...words.filter((word) => vague.has(word)).map((word) => `${path}: "${word}" names no idea of the domain`),
  ];
}

const vague = new Set(["util", "utils", "helper", "helpers", "manager", "common", "misc"]);

/** The table is a drawing with one direction: a row that leads back to itself is a breach. */
function cyclesIn(table: Rules["imports"]): string[] {
  const reaches = (from: string, seen: Set<string>): Set<string> => {
    const row = table[from] ?? [];
    for (const next of row === "*" ? [] : row) if (!seen.has(next)) reaches(next, seen.add(next));
    return seen;
  };
  return Object.keys(table)
    .filter((domain) => reaches(domain, new Set()).has(domain))
    .map((domain) => `the table of imports leads from ${domain}/ back to ${domain}/`);
}

/** Files at the top of `src/` that belong to no domain. */
const forEverybody = new Set(["errors.ts", "own-text.ts", "suggestion.ts"]);

/** The first folder of a path beneath `src/`; empty for a file at its top. */
function domainOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function resolve(from: string, specifier: string): string {
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** What is imported by name; empty when the whole module is. */
  readonly names: readonly string[];
  /** Resolved when it is reached, not when the file is loaded. */
  readonly lazy: boolean;
}

/** The packages and built-in modules that are loaded along with a file, by whatever it imports and that imports. */
export function loadedWith(path: string, tree: Tree): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { specifier, typeOnly, lazy } of importsOf(tree.get(file) ?? "")) {
      if (!typeOnly && !lazy) visit(specifier.startsWith(".") ? resolve(file, specifier) : specifier);
    }
  };
  visit(path);
  return new Set([...seen].filter((name) => !tree.has(name)));
}

function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  const declared = code.matchAll(
    /^\s*(?:import|export)(\s+type\b(?!\s+from\b))?\s+(?:([\w$*{},\s]+)\sfrom\s+)?["']([^"'\n]+)["']/gm,
  );
  const dynamic = code.matchAll(/\bimport\(\s*["'`]([^"'`\n]+)["'`]/g);
  return [
    ...[...declared].map(([, type, clause = "", specifier = ""]) => ({
      specifier,
      typeOnly: type !== undefined,
      names: namesIn(clause),
      lazy: false,
    })),
    ...[...dynamic].map(([, specifier = ""]) => ({ specifier, typeOnly: false, names: [], lazy: true })),
  ];
}

/** The names between the braces of an import; none where something is imported besides them. */
function namesIn(clause: string): string[] {
  const inside = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  const names = inside?.split(",").map((name) => name.trim().split(/\s+as\s+/)[0] ?? "") ?? [];
  return names.filter((name) => name !== "" && !name.startsWith("type "));
}

function withoutComments(source: string): string {
  return source.replace(/^\s*\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}
