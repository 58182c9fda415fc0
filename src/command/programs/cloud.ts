import { alike, asks, insists, type ProgramProfile, prints, reads, writes } from "../profile.ts";
import { accountPrograms } from "./cloud-accounts.ts";
import { clusterPrograms } from "./cloud-clusters.ts";
import { applicationHosts } from "./cloud-hosts.ts";

const plans = "its providers run, and ask what they manage";
const applies = "it changes what runs elsewhere";
const forgets = "it changes what is known about what runs elsewhere";

const planning = `-destroy -refresh[=text] -refresh-only -replace=text -target=text -exclude=text -var=text -var-file=read -compact-warnings
  -concise -detailed-exitcode -generate-config-out=write -input[=text] -json -lock[=text] -lock-timeout=text -no-color -out=write
  -parallelism=text -state=write -show-sensitive! -help`;

const asked = (options: string, operands: ProgramProfile["operands"] = ["text"]): ProgramProfile =>
  asks(["network", "exec"], plans, { options, operands, words: true });
const applied = (options: string, effect: "loss" | "network" = "network"): ProgramProfile =>
  insists(["network", "exec", effect], effect === "loss" ? forgets : applies, {
    options: `${options} -json -no-color -lock[=text] -lock-timeout=text -state=write -state-out=write -backup=write -input[=text] -help`,
    words: true,
  });

function terraform(name: string): ProgramProfile {
  return asks(["network", "exec"], plans, {
    options: "-chdir=read -v -help",
    words: true,
    subcommands: {
      fmt: writes("-list[=text] -write[=text] -diff -check -no-color -recursive", { words: true }),
      validate: reads("-json -no-color -no-tests -test-directory=read -var=text -var-file=read", { words: true }),
      version: prints("-json", { words: true }),
      init: asks(["network", "write", "exec"], "it fetches the programs that a later plan starts", {
        options: `-backend[=text] -backend-config=read -get[=text] -input[=text] -json -lock[=text] -lock-timeout=text -no-color -reconfigure
          -upgrade[=text] -lockfile=text -ignore-remote-version -test-directory=read -var=text -var-file=read -force-copy! -migrate-state!
          -plugin-dir!=read -from-module!=source -cloud[=text] -help`,
        words: true,
      }),
      get: asks(["network", "write"], "it fetches modules", {
        options: "-update -no-color -test-directory=read -json",
        words: true,
      }),
      plan: asked(planning, ["read"]),
      show: asked("-json -no-color -var=text -var-file=read -show-sensitive!", ["read"]),
      output: asked("-json -raw -no-color -state=read -var=text -var-file=read -show-sensitive!"),
      graph: asked("-plan=read -draw-cycles -type=text -var=text -var-file=read"),
      providers: asks(["network", "exec"], plans, {
        options: "-test-directory=read -var=text -var-file=read",
        words: true,
        subcommands: {
          schema: asked("-json -var=text"),
          lock: asked("-platform=text -enable-plugin-cache -fs-mirror!=read -net-mirror!=url"),
          mirror: insists(["network", "write"], "it fetches programs", { operands: ["write"] }),
        },
      }),
      state: asks(["network", "exec"], plans, {
        words: true,
        subcommands: {
          ...alike("list show pull", asked("-state=read -id=text -json -no-color")),
          ...alike("rm remove mv push replace-provider", applied("-dry-run -force! -auto-approve", "loss")),
        },
      }),
      workspace: asks(["network", "exec"], plans, {
        words: true,
        subcommands: {
          ...alike("list show", asked("")),
          ...alike(
            "select new",
            insists(["environment"], "it changes which state later commands use", {
              options: "-or-create[=text] -lock[=text] -lock-timeout=text -state=read",
              words: true,
            }),
          ),
          delete: applied("-force!", "loss"),
        },
      }),
      ...alike("apply", applied(`${planning} -auto-approve -backup=write`)),
      ...alike(
        "refresh import test",
        applied(
          `${planning} -config=read -allow-missing-config -auto-approve -filter=text -verbose -test-directory=read -junit-xml=write -cloud-run=text`,
        ),
      ),
      ...alike(
        "destroy taint untaint force-unlock",
        applied(`${planning} -auto-approve -force! -allow-missing`, "loss"),
      ),
      ...alike("console login logout", insists(["network", "exec"], "it reads secrets, or keeps them")),
      metadata: prints("-json", { words: true }),
    },
    match: [
      `${name} fmt -recursive -check`,
      `${name} validate -json`,
      `${name} plan -out=plan.bin -var-file=dev.tfvars -no-color`,
      `${name} -chdir=infra init -upgrade -input=false`,
      `${name} show -json plan.bin`,
      `${name} state list`,
      `${name} output -json`,
      `${name} version`,
    ],
    notMatch: [
      `${name} apply -auto-approve`,
      `${name} destroy`,
      `${name} state rm aws_x.y`,
      `${name} init -plugin-dir=./x`,
      `${name} init -from-module=https://h/x`,
      `${name} plan -out=/tmp/x`,
      `${name} -chdir=/srv plan`,
      `${name} plan -var-file=/etc/x`,
      `${name} console`,
      `${name} workspace delete dev`,
      `${name} init -migrate-state`,
    ],
  });
}

/** Clients of what runs elsewhere. */
export const cloudPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ...clusterPrograms(),
  ...accountPrograms(),
  ...applicationHosts(),
  terraform: terraform("terraform"),
  tofu: terraform("tofu"),
  terragrunt: insists(["network", "exec"], plans, { match: [], notMatch: ["terragrunt run-all apply"] }),
  pulumi: asks(["network", "exec"], plans, {
    options:
      "-C,--cwd=read -s,--stack=text --color=text -v,--verbose=text --logtostderr --non-interactive -e,--emoji -Q -h",
    subcommands: {
      preview: asks(["network", "exec"], plans, {
        options:
          "-s,--stack=text --diff -j,--json -r,--refresh[=text] --show-config --show-replacement-steps --show-sames --target=text -m,--message=text --expect-no-changes -p,--parallel=text -c,--config=text --save-plan=write --policy-pack!=read --exec-agent!=text",
      }),
      ...alike("about version whoami", asks(["network"], "it asks the account", { options: "-j,--json -v" })),
      ...alike(
        "logs history",
        asks(["network"], "it asks the account", {
          options: "-s,--stack=text -f,--follow -j,--json --since=text --full-dates --page=text --page-size=text",
        }),
      ),
      stack: asks(["network"], "it asks the account", {
        options: "-s,--stack=text -i,--show-ids -u,--show-urls -n,--show-name --show-secrets!",
        subcommands: {
          ...alike(
            "ls output graph tag",
            asks(["network"], "it asks the account", {
              options: "-s,--stack=text -j,--json -a,--all --show-secrets!",
              operands: ["text"],
              most: 1,
            }),
          ),
        },
        otherwise: [[/^/, insists(["network", "loss"], forgets)]],
      }),
    },
    otherwise: [[/^/, insists(["network", "exec"], applies)]],
    match: ["pulumi preview --diff -s dev", "pulumi stack ls", "pulumi whoami"],
    notMatch: [
      "pulumi up -y",
      "pulumi destroy",
      "pulumi config set a b",
      "pulumi stack rm dev",
      "pulumi stack output --show-secrets",
    ],
  }),
});
