import { insists, type ProgramProfile, reads } from "../profile.ts";
import { changing } from "./git-change.ts";
import { exchanging } from "./git-exchange.ts";
import { looking } from "./git-look.ts";

/** Settings with which git shows things otherwise, and starts nothing. */
const inertSetting =
  /^(?:color\.[\w.]+|core\.(?:quotepath|abbrev|autocrlf|longpaths)|advice\.\w+|user\.(?:name|email)|init\.defaultbranch|log\.\w+|diff\.(?:renames|algorithm|noprefix|mnemonicprefix|context|colormoved)|pull\.(?:rebase|ff)|merge\.conflictstyle|fetch\.prune|http\.(?:version|postbuffer|lowspeed\w+)|gc\.auto|protocol\.version|column\.\w+|grep\.linenumber|status\.\w+|blame\.\w+)(?:=|$)|^(?:core\.pager=(?:cat)?|commit\.gpgsign=false|core\.fsmonitor=false|core\.editor=(?:true|:))$/i;

/** git, by sub-command. */
export const gitPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  git: reads(
    `-v -h -P,--no-pager --no-optional-locks --no-advice --no-replace-objects --no-lazy-fetch --literal-pathspecs
      --glob-pathspecs --noglob-pathspecs --icase-pathspecs --man-path --info-path --html-path -C=read
      --list-cmds=text -c=text --config-env!=text --exec-path![=text] --git-dir!=text --work-tree!=text
      --namespace!=text --super-prefix!=text -p,--paginate! --bare! --attr-source!=text`,
    {
      forms: { c: inertSetting },
      subcommands: { ...looking(), ...changing(), ...exchanging() },
      otherwise: [[/^/, insists(["exec"], "what is no command of git may be an alias, which can run any program")]],
      match: [
        "git status -sb",
        "git --no-pager log -3",
        "git -c color.ui=false status",
        "git -C packages/a status",
        "git --version",
      ],
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
});
