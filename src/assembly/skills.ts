import type { SkillServices } from "../agent/index.ts";
import { type Config, homePaths } from "../config/index.ts";
import { openWorkspace } from "../files/index.ts";
import type { SecurityRuntime } from "../provider/index.ts";
import { SkillShelf } from "../skill/index.ts";
import type { Store } from "../store/index.ts";

/** The skills of an installation; makes the directory in which they lie when it is missing. */
export function openSkills({ skills: { directory } }: Config, home: string, store: Store): SkillShelf {
  const paths = homePaths(home);
  return new SkillShelf({ directory: openWorkspace(directory ?? paths.skills), copies: paths.skillCopies, store });
}

/** The skills as agents use them: one that has changed is a finding. */
export function skillServices(source: SkillShelf, runtime: SecurityRuntime): SkillServices {
  return {
    source,
    onChanged: (skill, what, { agent, session }) =>
      void runtime.raise({
        ...{ rule: "skill.changed", severity: "high", agent, session, evidence: [] },
        message: `the skill "${skill}" was not run: ${what}`,
      }),
  };
}
