import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setDefaultCACertificates } from "node:tls";
import { openGateway, openSallyport, type Sallyport, type SallyportOptions } from "../../src/assembly/index.ts";
import { type AuditRecord, queryLog } from "../../src/audit/index.ts";
import { homePaths, readEnvironment } from "../../src/config/index.ts";
import type { TokenTerms } from "../../src/session/index.ts";
import { canaries } from "../fixtures/canary.ts";
import { type ModelServer, type Script, startModelServer } from "../fixtures/model-server.ts";
import { Written } from "../fixtures/written.ts";

/** A whole Sallyport that listens, in a home and a workspace of its own, behind a scripted model. */
export interface Installation {
  readonly port: Sallyport;
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly home: string;
  readonly workspace: string;
  /** A directory of the host that no agent has any business in. */
  readonly outside: string;
  readonly model: ModelServer;
  /** What the gateway has written to its own log lines. */
  readonly lines: Written;
  token(terms?: Partial<TokenTerms>): Promise<string>;
  records(query?: Parameters<typeof queryLog>[1]): Promise<AuditRecord[]>;
  /** Where a text stands in what the gateway has written: files of its home, and its log lines. */
  whereWritten(text: string): readonly string[];
  close(): Promise<void>;
}

export interface InstallationOptions extends Pick<SallyportOptions, "providers" | "resolver" | "judge"> {
  readonly model: Script;
  /** Over the configuration of one agent `main` of the full profile. */
  readonly config?: (places: { readonly workspace: string; readonly scripted: object }) => object;
}

const modelKeyVariable = "SCRIPTED_MODEL_KEY";

/** Opens one, and trusts its authority in this process: the official clients bring no way to be told of one. */
export async function install(options: InstallationOptions): Promise<Installation> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sallyport-")));
  const [home, workspace, outside] = [join(root, "home"), join(root, "workspace"), join(root, "outside")];
  for (const directory of [home, workspace, outside]) mkdirSync(directory, { mode: 0o700 });
  const model = await startModelServer(options.model);
  const scripted = { type: "openai", url: model.openai, model: "scripted", apiKeyEnv: modelKeyVariable };
  const config = {
    agents: [{ id: "main", profile: "full", workspace }],
    models: { default: scripted },
    approvals: { timeoutSeconds: 1 },
    ...options.config?.({ workspace, scripted }),
  };
  writeFileSync(homePaths(home).config, JSON.stringify(config), { mode: 0o600 });
  const environment = readEnvironment({
    PATH: process.env["PATH"],
    SALLYPORT_HOME: home,
    [modelKeyVariable]: canaries.modelKey,
  });
  const { model: _, config: __, ...rest } = options;
  const port = await openSallyport({ environment, ...rest });
  const lines = new Written();
  const gateway = await openGateway(port, { port: 0, stream: lines });
  setDefaultCACertificates([readFileSync(join(homePaths(home).tls, "authority.pem"), "utf8")]);
  const whereWritten = (text: string) => [
    ...filesWith(text, home),
    ...(lines.text.includes(text) ? ["log lines"] : []),
  ];
  return {
    port,
    url: gateway.url,
    home,
    workspace,
    outside,
    model,
    lines,
    async token(terms = {}) {
      return (await port.tokens.issue({ principal: "operator", role: "operator", tier: "A", ...terms })).text;
    },
    records: (query = {}) => Array.fromAsync(queryLog(homePaths(home).audit, query)),
    whereWritten,
    async close() {
      await gateway.close(2_000);
      await port.close();
      await model.close();
      const written = Object.values(canaries).flatMap(whereWritten);
      if (written.length > 0) throw new Error(`secrets were written: ${written.join(", ")}`);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Another process looks: SQLite loses its locks when this one opens a file of its database and closes it again. */
function filesWith(text: string, directory: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync("grep", ["-rlaF", "-e", text, directory], { encoding: "utf8" });
  if (status !== 0 && status !== 1) throw new Error(`grep failed: ${stderr}`);
  return stdout.split("\n").filter((path) => path !== "");
}
