import { resolve } from "node:path";
import type { CommandAnalysis, CommandRule, Dialect, SecondOpinion } from "../command/index.ts";
import type { Json, Opinion } from "../decision/index.ts";
import { PolicyInvalid } from "../errors.ts";
import { expandPattern, protectedPath, realPathOf, secretPath } from "../files/index.ts";
import {
  commandRulesFor,
  decideByShortPolicy,
  decideWithCommands,
  isShortPolicy,
  loadPolicy,
  type PolicySource,
  type ProfileName,
  parsePolicyDocument,
  policyFor,
  profileNames,
  readShortPolicy,
  requestOf,
} from "../policy/index.ts";
import { readInput } from "./input.ts";

/** What a command is judged by: where it would run. */
export interface Place {
  readonly workspace: string;
  readonly cwd: string;
}

/** Judges a command, of bash unless a dialect is named, at a place by one policy. */
export type Judge = (command: string, place: Place, dialect?: Dialect) => Opinion;

/** Makes judges of policies, each policy once. */
export class Judges {
  readonly #sources: readonly PolicySource[];
  readonly #profile: ProfileName;
  readonly #secondOpinion: SecondOpinion | undefined;
  readonly #made = new Map<string, Promise<Judge>>();
  #narrowing: ((analysis: CommandAnalysis) => readonly CommandRule[]) | undefined;

  /** `sources` and `profile` are for commands that come without a policy, and for policies that are rules. */
  constructor(sources: readonly PolicySource[], profile: ProfileName, secondOpinion?: SecondOpinion) {
    this.#sources = sources;
    this.#profile = profile;
    this.#secondOpinion = secondOpinion;
  }

  /**
   * The judge of a policy: a profile by its name, the path of a file, a short policy, or rules; none is the profile.
   * @throws {PolicyInvalid | UsageInvalid} when it cannot be used.
   */
  of(policy: Json | undefined): Promise<Judge> {
    const key = JSON.stringify(policy) ?? "";
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = this.#make(policy);
    if (this.#made.size < mostPolicies) this.#made.set(key, made);
    return made;
  }

  async #make(policy: Json | undefined): Promise<Judge> {
    if (policy === undefined || policy === null) return this.#byRules([], this.#profile);
    if (typeof policy !== "string") return this.#inline(policy, "policy");
    if (isProfileName(policy)) return this.#byRules([], policy);
    const { value, problems } = parsePolicyDocument(policy, await readInput(policy));
    if (problems.length > 0) throw new PolicyInvalid(problems);
    return this.#inline(value, policy);
  }

  #inline(value: Json, file: string): Judge {
    if (!isShortPolicy(value)) return this.#byRules([{ file, text: JSON.stringify(value) }], this.#profile);
    const policy = readShortPolicy(value, file);
    if (!("rules" in policy)) throw new PolicyInvalid(policy);
    this.#narrowing ??= this.#always();
    const always = this.#narrowing;
    return (command, { workspace, cwd }, dialect = "bash") =>
      decideByShortPolicy(policy, command, { ...this.#guards(), workspace: [workspace], home, cwd, dialect }, always);
  }

  #byRules(own: readonly PolicySource[], profile: ProfileName): Judge {
    const loaded = loadPolicy([...this.#sources, ...own], { trustShipped: true });
    const general = policyFor(loaded, { profile });
    return (command, { workspace, cwd }, dialect = "bash") => {
      const policy = { ...general, bases: { ...general.bases, workspace: [workspace] } };
      const request = requestOf({ tool: "exec", command });
      const placed = { ...request, context: { ...request.context, cwd } };
      return decideWithCommands(policy, placed, { ...this.#guards(), dialect });
    };
  }

  /** The shipped rules about commands that narrow. */
  #always(): (analysis: CommandAnalysis) => readonly CommandRule[] {
    const policy = policyFor(loadPolicy(this.#sources, { trustShipped: true }), { profile: "full" });
    const request = requestOf("true");
    return (analysis) => commandRulesFor(policy, request, analysis).filter(({ effect }) => effect !== "allow");
  }

  #guards() {
    const secondOpinion = this.#secondOpinion;
    return {
      secretPath,
      protectedPath,
      realPath: realPathOf,
      expand: expandPattern,
      ...(secondOpinion && { secondOpinion }),
    };
  }
}

const mostPolicies = 256;
const home = "/home/agent";

function isProfileName(name: string): name is ProfileName {
  return (profileNames as readonly string[]).includes(name);
}

/** A directory as a place to run in: absolute, links followed. */
export function placeOf(workspace: string, cwd: string = workspace): Place {
  const root = realPathOf(resolve(workspace));
  return { workspace: root, cwd: realPathOf(resolve(root, cwd)) };
}
