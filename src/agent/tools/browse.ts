import type { Names } from "../../decision/index.ts";
import type { EffectResult } from "../../provider/index.ts";
import {
  browserCommand,
  browserSpec,
  hostOfPage,
  type Page,
  type RunResult,
  runSandboxed,
  type SandboxFinding,
  type UsableSandbox,
  visitPage,
  type WayOut,
} from "../../sandbox/index.ts";
import type { Tool, ToolContext } from "../tool.ts";
import { endingWhole } from "./cut.ts";
import { toolRequest } from "./request.ts";
import { urlParameters } from "./url-parameters.ts";

/** What looking at pages needs. */
export interface BrowseServices {
  /** Absent when there is no longer one that holds and leads somewhere. */
  readonly sandbox: UsableSandbox | undefined;
  /** Opens the way out for a page, to hosts that its permit leaves open. */
  readonly openWayOut: (hosts: Names, context: ToolContext, page?: string) => Promise<WayOut>;
  /** Told of what the page tried that it should not have. */
  readonly onFinding: (finding: SandboxFinding, context: ToolContext) => void;
}

/** UTF-16 units of text that are shown of one page. */
const longest = 60_000;
const wallMs = 60_000;

/** Looks at a page of the web as a browser shows it, its scripts run. */
export function browseTool(services: BrowseServices): Tool {
  return {
    name: "browse",
    description: "Open a page in a browser that runs its scripts, and read the text it shows. Prefer web_fetch.",
    parameters: urlParameters,
    async prepare(args, context) {
      const { url } = args as { url: string };
      const parsed = URL.parse(url);
      const id = parsed?.href ?? url;
      const { sandbox } = services;
      const request = toolRequest(context, "browse", { type: "url", id, access: "connect" }, args, {
        ...(sandbox && { argv: browserCommand() }),
        cwd: "/tmp",
        environment: [],
      });
      if (parsed?.protocol !== "http:" && parsed?.protocol !== "https:")
        return { request, refusal: { rule: "net.scheme", message: "only pages of http and https are looked at" } };
      if (sandbox === undefined)
        return { request, refusal: { rule: "sandbox.missing", message: "there is no sandbox for a browser any more" } };
      return {
        request,
        async run(permit, signal) {
          const hosts = permit.obligations.find((o) => o.id === "sandbox")?.hosts ?? "*";
          const openWayOut = () => services.openWayOut(hosts, context, id);
          const { page, result } = await visitPage(
            (streams) =>
              runSandboxed(permit, request, sandbox, browserSpec({ wallMs }), { signal, streams, openWayOut }),
            { url: id, longest },
          );
          for (const finding of result.findings) services.onFinding(finding, context);
          return resultOf(id, page, result);
        },
      };
    },
  };
}

/** INVARIANT: whatever a browser says of a page is somebody else's words, its failures and titles included. */
function resultOf(url: string, page: Page | string, { reached, findings, ms }: RunResult): EffectResult {
  const others = { untrusted: true, sensitive: false } as const;
  const detail = { reached: reached.join(","), ms: Math.round(ms) };
  const isRefused = !reached.includes(hostOfPage(url));
  if (typeof page === "string" || isRefused) {
    const refused = findings.filter(({ rule }) => rule === "sandbox.net.denied").map(({ message }) => message);
    const text = isRefused && refused.length > 0 ? refused.join("; ") : typeof page === "string" ? page : "not reached";
    return { ok: false, text, source: `url:${url}`, ...others, detail };
  }
  const { title, status, text, truncated } = page;
  return {
    ok: status < 400,
    text: [title, truncated ? endingWhole(text) : text].filter((part) => part !== "").join("\n\n"),
    ...(truncated && { note: `\n(only the first ${longest} characters)` }),
    source: `url:${page.url}`,
    ...others,
    detail: { ...detail, status },
  };
}
