import { insists, type ProgramProfile, reads } from "../profile.ts";
import { changing } from "./git-change.ts";
import { exchanging } from "./git-exchange.ts";
import { looking } from "./git-look.ts";

/** git, by sub-command. */
export const gitPrograms: Readonly<Record<string, ProgramProfile>> = {
  git: reads(
    "-v -h -P,--no-pager --no-optional-locks --no-advice --no-replace-objects --no-lazy-fetch --literal-pathspecs --glob-pathspecs " +
      "--noglob-pathspecs --icase-pathspecs --man-path --info-path --html-path -C=read --list-cmds=text -c!=text --config-env!=text " +
      "--exec-path![=text] --git-dir!=text --work-tree!=text --namespace!=text --super-prefix!=text -p,--paginate! --bare! --attr-source!=text",
    {
      subcommands: { ...looking, ...changing, ...exchanging },
      otherwise: [[/^/, insists(["exec"], "what is no command of git may be an alias, which can run any program")]],
      match: ["git status -sb", "git --no-pager log -3", "git -C packages/a status", "git --version"],
      notMatch: [
        "git -c core.pager=./x log",
        "git -C /srv/x status",
        "git --exec-path=./x status",
        "git --git-dir=x status",
        "git filter-branch --tree-filter x HEAD",
        "git credential fill",
        "git st",
      ],
    },
  ),
};
