import type { CommandCondition, FeatureKind } from "../command/index.ts";
import {
  accesses,
  type Effect,
  isKnownObligation,
  type Json,
  type JsonObject,
  type Names,
  type Obligation,
  type Risk,
  tiers,
} from "../decision/index.ts";
import { didYouMean } from "../suggestion.ts";
import { members, type Reader } from "./reader.ts";
import type { Conditions, Example, ExampleFields, Rule } from "./rule.ts";
import { expandTools, toolNames } from "./tools.ts";

const ruleKeys = ["id", "effect", "justification", "tools", "when", "obligations", "remedy", "match", "not_match"];
const whenKeys = ["access", "paths", "hosts", "skills", "ingress", "tier", "taint", "risk", "command"];
const exampleKeys = [
  "tool",
  "command",
  "path",
  "url",
  "to",
  "skill",
  "tier",
  "ingress",
  "untrusted",
  "sensitive",
  "risk",
];
const commandKeys = [
  "begins",
  "program",
  "argv",
  "options",
  "operands",
  "reads",
  "writes",
  "touches",
  "assigns",
  "feature",
  "pipes",
];
const features: readonly FeatureKind[] = [
  "function",
  "fork-bomb",
  "coprocess",
  "arithmetic",
  "indirect",
  "transform",
  "assigning-expansion",
  "subscript",
  "descriptor-variable",
];
const effects: readonly Effect[] = ["allow", "ask", "deny"];
const risks: readonly Risk[] = ["low", "medium", "high", "critical"];

/** Reads one rule; `undefined` when a part without which it means nothing is missing or wrong. */
export function readRule(reader: Reader, value: Json, path: string): Rule | undefined {
  const before = reader.problems.length;
  const object = reader.object(value, path, ruleKeys);
  if (object === undefined) return undefined;
  const id = reader.text(object["id"], `${path}.id`);
  if (id !== undefined && !/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(id)) {
    reader.problem(`${path}.id`, `"${id}" is not an id`, "use lower-case words joined by dots and dashes");
  }
  const effect = reader.choice(object["effect"], `${path}.effect`, effects);
  const justification = reader.text(object["justification"], `${path}.justification`);
  const when = object["when"] === undefined ? {} : readConditions(reader, object["when"], `${path}.when`);
  const tools = readTools(reader, object, path, when);
  const obligations = readObligations(reader, object["obligations"], `${path}.obligations`);
  const remedy = object["remedy"] === undefined ? undefined : reader.text(object["remedy"], `${path}.remedy`);
  const match = readExamples(reader, object["match"], `${path}.match`);
  const notMatch = readExamples(reader, object["not_match"], `${path}.not_match`);
  if (reader.problems.length > before || id === undefined || effect === undefined || justification === undefined)
    return undefined;
  if (when === undefined || tools === undefined) return undefined;
  return {
    id,
    effect,
    justification,
    tools,
    when,
    obligations,
    match,
    not_match: notMatch,
    ...(remedy !== undefined && { remedy }),
  };
}

/** Reads tools or groups; unknown ones are problems with what was probably meant. */
export function readToolNames(reader: Reader, value: Json, path: string): Names | undefined {
  if (value === "*") return "*";
  const names = Array.isArray(value) && value.length === 0 ? [] : reader.texts(value, path);
  if (names === undefined) return undefined;
  const { tools, unknown } = expandTools(names);
  for (const { name, fix } of unknown) {
    reader.problem(`${path}[${names.indexOf(name)}]`, `"${name}" is not a known tool or group`, fix);
  }
  return tools;
}

function readTools(reader: Reader, object: JsonObject, path: string, when: Conditions | undefined): Names | undefined {
  const given = object["tools"];
  if (when?.command === undefined) {
    if (given !== undefined) return readToolNames(reader, given, `${path}.tools`);
    return reader.problem(`${path}.tools`, "is missing", 'name tools or groups, or write "*"');
  }
  if (given === undefined) return ["exec"];
  const names = readToolNames(reader, given, `${path}.tools`);
  if (names !== undefined && (names === "*" || names.some((name) => name !== "exec"))) {
    return reader.problem(`${path}.tools`, "a rule about commands is about exec only", "leave the tools out");
  }
  return names;
}

function readConditions(reader: Reader, value: Json, path: string): Conditions | undefined {
  const object = reader.object(value, path, whenKeys);
  if (object === undefined) return undefined;
  return members<Conditions>(object, path, {
    access: (v, p) => reader.choices(v, p, accesses),
    paths: (v, p) => readPathGlobs(reader, v, p),
    hosts: (v, p) => reader.texts(v, p),
    skills: (v, p) => reader.texts(v, p),
    ingress: (v, p) => reader.texts(v, p),
    tier: (v, p) => reader.choices(v, p, tiers),
    risk: (v, p) => reader.choice(v, p, risks),
    taint: (v, p) => {
      const taint = reader.object(v, p, ["untrusted", "sensitive"]);
      return (
        taint &&
        members<NonNullable<Conditions["taint"]>>(taint, p, {
          untrusted: (f, q) => reader.flag(f, q),
          sensitive: (f, q) => reader.flag(f, q),
        })
      );
    },
    command: (v, p) => readCommand(reader, v, p),
  });
}

function readCommand(reader: Reader, value: Json, path: string): CommandCondition | undefined {
  const object = reader.object(value, path, commandKeys);
  if (object === undefined) return undefined;
  if (Object.keys(object).length === 0)
    return reader.problem(path, "is empty, so it would hold for every command", "say what it is about");
  const texts = (v: Json, p: string): readonly string[] | undefined => reader.texts(v, p);
  const globs = (v: Json, p: string): readonly string[] | undefined => readPathGlobs(reader, v, p);
  return members<CommandCondition>(object, path, {
    program: texts,
    argv: texts,
    begins: texts,
    options: texts,
    operands: texts,
    reads: globs,
    writes: globs,
    touches: globs,
    assigns: texts,
    feature: (v, p) => reader.choices(v, p, features),
    pipes: (v, p) => {
      const pipes = reader.object(v, p, ["from", "into"]);
      const from = pipes && reader.texts(pipes["from"], `${p}.from`);
      const into = pipes && reader.texts(pipes["into"], `${p}.into`);
      return from !== undefined && into !== undefined ? { from, into } : undefined;
    },
  });
}

function readPathGlobs(reader: Reader, value: Json, path: string): readonly string[] | undefined {
  const globs = reader.texts(value, path);
  for (const [index, glob] of (globs ?? []).entries()) {
    if (!/^(?:\/|~(?:\/|$)|\$workspace(?:\/|$)|\*\*\/)/.test(glob)) {
      reader.problem(
        `${path}[${index}]`,
        `"${glob}" is not a glob over absolute paths`,
        'begin with "/", "~/", "$workspace/" or "**/"',
      );
    }
  }
  return globs;
}

function readObligations(reader: Reader, value: Json | undefined, path: string): readonly Obligation[] {
  if (value === undefined) return [];
  const known: Obligation[] = [];
  for (const [index, item] of (reader.list(value, path) ?? []).entries()) {
    if (isKnownObligation(item)) known.push(item);
    else
      reader.problem(
        `${path}[${index}]`,
        "is not an obligation this version knows",
        'use {id: "sandbox", hosts: []}, {id: "limit", ms: …}, {id: "envelope"} or {id: "redact"}',
      );
  }
  return known;
}

function readExamples(reader: Reader, value: Json | undefined, path: string): readonly Example[] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) {
    reader.problem(path, "is missing", "give at least one example; it is checked when the policy is loaded");
    return [];
  }
  const examples = (reader.list(value, path) ?? []).map((item, index) =>
    readExample(reader, item, `${path}[${index}]`),
  );
  return examples.filter((example) => example !== undefined);
}

/** Reads a request in short form. */
export function readExample(reader: Reader, value: Json, path: string): Example | undefined {
  if (typeof value === "string") return value;
  const object = reader.object(value, path, exampleKeys);
  if (object === undefined) return undefined;
  const tool =
    object["tool"] === undefined && object["command"] !== undefined
      ? "exec"
      : reader.text(object["tool"], `${path}.tool`);
  if (tool === undefined) return undefined;
  if (!toolNames.includes(tool))
    reader.problem(`${path}.tool`, `"${tool}" is not a known tool`, didYouMean(tool, toolNames));
  const text = (v: Json, p: string): string | undefined => reader.text(v, p);
  const flag = (v: Json, p: string): boolean | undefined => reader.flag(v, p);
  const rest = members<Omit<ExampleFields, "tool">>(object, path, {
    command: (v, p) => (typeof v === "string" ? v : reader.text(v, p)),
    path: text,
    url: text,
    to: text,
    skill: text,
    ingress: text,
    tier: (v, p) => reader.choice(v, p, tiers),
    untrusted: flag,
    sensitive: flag,
    risk: (v, p) => reader.choice(v, p, risks),
  });
  return { tool, ...rest };
}
