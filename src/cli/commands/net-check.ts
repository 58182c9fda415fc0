import { isRiskAccepted, recallConfig } from "../../config/index.ts";
import type { Json } from "../../decision/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { installedPolicy, type NetRefusal, type Resolver, serverResolver, systemResolver } from "../../net/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { jsonLines } from "../json-lines.ts";
import { type Journey, type JourneyJudge, journeyOf, judgeJourney } from "../net-lines.ts";
import type { Output } from "../output.ts";
import { printable } from "../printable.ts";
import { version } from "../version.ts";

/** `sallyport net check`: judges URLs by the policy of the installation; connects nowhere, and asks a name server only when told to. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment, arguments: urls } = invocation;
  const lines = invocation.flag("stdin");
  if (lines === urls.length > 0) {
    throw new UsageInvalid("a URL is missing", { fix: "write URLs, or --stdin to read lines of JSON" });
  }
  const { net } = (await recallConfig(environment.home, version)).config;
  const risk = net.dangerouslyAllowPrivate;
  const resolver = resolverOf(invocation.text("dns"));
  const judge: JourneyJudge = {
    policy: installedPolicy(net.hosts, risk?.hosts ?? [], () => risk !== undefined && isRiskAccepted(risk, Date.now())),
    ...(resolver && { resolver }),
  };
  const counts = { allow: 0, deny: 0 };
  if (lines) {
    for await (const line of jsonLines(process.stdin)) {
      const id = line.ok ? (line.value["id"] ?? null) : null;
      const judged = await judgeLine(() => journeyOf(line), judge);
      counts[judged.effect]++;
      output.result({ id, ...judged }, `${judged.effect}\t${judged.rule ?? ""}\t${JSON.stringify(id)}`);
    }
  } else {
    for (const url of urls) {
      const judged = await judgeLine(() => ({ url, redirects: [] }), judge);
      counts[judged.effect]++;
      output.result({ url, ...judged }, judgedText(url, judged, output));
    }
  }
  output.progress(`${counts.allow + counts.deny} checked: ${counts.allow} allow, ${counts.deny} deny`);
  return counts.deny === 0 ? 0 : 1;
}

function resolverOf(server: string | undefined): Resolver | undefined {
  if (server === undefined) return undefined;
  if (server === "system") return systemResolver;
  try {
    return serverResolver(server);
  } catch {
    throw new UsageInvalid(`"${server}" is no name server`, { fix: "--dns system, 192.0.2.1, or 127.0.0.1:5353" });
  }
}

type Judged = {
  readonly effect: "allow" | "deny";
  readonly reason: string;
  readonly rule?: string;
  readonly fix?: string;
  /** Of a line that could not be judged. */
  readonly error?: Json;
};

async function judgeLine(read: () => Journey, judge: JourneyJudge): Promise<Judged> {
  try {
    return judgedOf(await judgeJourney(read(), judge));
  } catch (error) {
    if (!(error instanceof UsageInvalid)) throw error;
    const { code, message, fix } = error;
    return { effect: "deny", reason: message, error: { code, message, ...(fix !== undefined && { fix }) } };
  }
}

function judgedOf(refusal: NetRefusal | undefined): Judged {
  if (refusal === undefined) return { effect: "allow", reason: "nothing speaks against it" };
  const { rule, message, remedy } = refusal.reason;
  return { effect: "deny", reason: message, rule, ...(remedy !== undefined && { fix: remedy }) };
}

function judgedText(url: string, { effect, reason, rule, fix }: Judged, output: Output): string {
  const head = `${output.style(effect === "allow" ? "green" : "red", effect.padEnd(5))}  ${printable(url)}`;
  if (effect === "allow") return head;
  return [head, `       ${rule}: ${printable(reason)}`, ...(fix === undefined ? [] : [`       fix: ${fix}`])].join(
    "\n",
  );
}
