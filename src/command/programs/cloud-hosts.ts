import { alike, asks, insists, type ProgramProfile } from "../profile.ts";

const runsElsewhere = "it asks about what runs elsewhere";
const deploys = "it changes what runs elsewhere";

/** A host of applications: a few commands only tell, the others change something. */
function host(
  telling: string,
  options: string,
  rest: Pick<ProgramProfile, "match" | "notMatch"> & { readonly nested?: Readonly<Record<string, string>> },
): ProgramProfile {
  const { nested = {}, ...examples } = rest;
  const tells = asks(["network"], runsElsewhere, { options });
  const other = insists(["network", "exec"], deploys, { options: `${options} --*=text` });
  return asks(["network"], runsElsewhere, {
    options,
    subcommands: {
      ...alike(telling, tells),
      ...Object.fromEntries(
        Object.entries(nested).map(([name, names]) => [
          name,
          asks(["network"], runsElsewhere, { options, subcommands: alike(names, tells), otherwise: [[/^/, other]] }),
        ]),
      ),
    },
    otherwise: [[/^/, other]],
    unless: ["help", "version"],
    ...examples,
  });
}

const fly = (name: string): ProgramProfile =>
  host(
    "status logs regions version help releases",
    "-a,--app=text -j,--json -r,--region=text -n,--no-tail -i,--instance=text --all --watch --verbose -h -c,--config!=read -t,--access-token!=text",
    {
      nested: {
        apps: "list",
        machine: "list status",
        machines: "list status",
        volumes: "list show",
        ips: "list",
        secrets: "list",
        scale: "show",
        checks: "list",
        certs: "list show",
        platform: "regions vm-sizes status",
        config: "show validate",
        auth: "whoami",
      },
      match: [`${name} status -a web`, `${name} logs -a web --no-tail`, `${name} machine list`],
      notMatch: [
        `${name} deploy`,
        `${name} ssh console`,
        `${name} secrets set A=b`,
        `${name} apps destroy web`,
        `${name} auth token`,
        name,
      ],
    },
  );

/** Clients of hosts of applications. */
export const applicationHosts = (): Readonly<Record<string, ProgramProfile>> => ({
  vercel: host(
    "ls list inspect logs whoami help",
    "-d,--debug --no-color -S,--scope=text -h -y,--yes --json --since=text --until=text -f,--follow --limit=text --prod --environment=text -Q,--global-config!=read -A,--local-config!=read -t,--token!=text --cwd=read",
    {
      nested: {
        domains: "ls inspect",
        dns: "ls",
        certs: "ls",
        alias: "ls list",
        env: "ls list",
        project: "ls list inspect",
        projects: "ls list",
        teams: "ls list",
      },
      match: ["vercel ls web", "vercel inspect web.example.com", "vercel env ls"],
      notMatch: ["vercel deploy --prod", "vercel", "vercel env pull", "vercel --token=x ls", "vercel rm web"],
    },
  ),
  netlify: host(
    "status sites:list api:list help env:list functions:list",
    "--json --debug --verbose --context=text --scope=text --plain! --auth!=text --site=text --filter=text -h",
    {
      match: ["netlify status", "netlify sites:list --json"],
      notMatch: ["netlify deploy --prod", "netlify dev", "netlify env:list --plain", "netlify api deleteSite"],
    },
  ),
  heroku: host(
    "apps apps:info ps logs releases releases:info addons addons:info domains regions status version help whoami auth:whoami pipelines pipelines:info buildpacks config:keys",
    "-a,--app=text -r,--remote=text -n,--num=text -t,--tail -j,--json -d,--dyno=text -s,--source=text -p,--ps=text --all --force-colors -A -h",
    {
      match: ["heroku logs --tail -a web", "heroku ps -a web", "heroku releases"],
      notMatch: [
        "heroku run bash",
        "heroku config -a web",
        "heroku pg:reset",
        "heroku auth:token",
        "heroku plugins:install x",
      ],
    },
  ),
  fly: fly("fly"),
  flyctl: fly("flyctl"),
  wrangler: host(
    "whoami tail",
    "--env=text -e=text --format=text --status=text --search=text --json -h -c,--config!=read --cwd!=read",
    {
      nested: {
        deployments: "list status",
        versions: "list view",
        kv: "list",
        d1: "list info",
        r2: "list",
        secret: "list",
        pages: "list",
      },
      match: ["wrangler whoami", "wrangler tail web --format=json", "wrangler deployments list"],
      notMatch: ["wrangler deploy", "wrangler dev", "wrangler secret put A", "wrangler -c ./x whoami"],
    },
  ),
});
