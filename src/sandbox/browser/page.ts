import { setTimeout as sleep } from "node:timers/promises";
import { SandboxFailed } from "../../errors.ts";
import type { CommandStreams, SandboxResult } from "../sandbox.ts";
import { type Browser, type BrowserEvent, openBrowser } from "./browser.ts";

/** A page as it was when it had come to rest; everything in it is what its authors made of it. */
export interface Page {
  /** Where it is in the end. */
  readonly url: string;
  readonly title: string;
  /** Of HTTP; 0 when nothing answered. */
  readonly status: number;
  /** What can be seen of it. */
  readonly text: string;
  /** There was more text than was taken. */
  readonly truncated: boolean;
  /** What it looks like, as PNG. */
  readonly picture?: Uint8Array;
}

/** The host of a page as records of the egress proxy name it: without brackets and trailing dot. */
export function hostOfPage(url: string): string {
  return (URL.parse(url)?.hostname ?? "").replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

/** What to look at, and how. */
export interface Visit {
  readonly url: string;
  /** UTF-16 units of text that are taken at most. */
  readonly longest: number;
  readonly withPicture?: boolean;
  /** Milliseconds for a page that does not come to rest; default 10000. */
  readonly patience?: number;
}

/** The page, or why there is none, and how the browser ended. */
export interface Visited<Result extends SandboxResult> {
  readonly page: Page | string;
  readonly result: Result;
}

/**
 * Looks at one page in a browser that `run` starts with these streams, and ends it. Scripts of the page run; what it
 * offers for download is not taken, and what it asks in dialogues is answered with no.
 * @throws what `run` throws.
 */
export async function visitPage<Result extends SandboxResult>(
  run: (streams: CommandStreams) => Promise<Result>,
  visit: Visit,
): Promise<Visited<Result>> {
  const seen = new Rest();
  const browser = openBrowser(run, (event) => {
    if (event.method === "Page.javascriptDialogOpening")
      browser.send("Page.handleJavaScriptDialog", { accept: false }, event.sessionId).catch(() => {});
    seen.note(event);
  });
  const page = await lookAt(browser, visit, seen).catch((error: Error) => error.message);
  const result = await browser.close();
  // Its output is the protocol, which was read as it came.
  const limits = result.limits.filter((limit) => limit !== "output");
  return { page, result: { ...result, limits, findings: result.findings.filter((f) => f.rule !== protocolFinding) } };
}

const protocolFinding = "sandbox.limit.output";

async function lookAt(browser: Browser, visit: Visit, seen: Rest): Promise<Page> {
  await browser.send("Browser.setDownloadBehavior", { behavior: "deny" });
  const { targetId } = await browser.send("Target.createTarget", { url: "about:blank", width: 1_280, height: 1_024 });
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
  const send = (method: string, params: object = {}) => browser.send(method, params, String(sessionId));
  await Promise.all([send("Page.enable"), send("Network.enable")]);
  await send("Page.setLifecycleEventsEnabled", { enabled: true });
  const { frameTree } = await send("Page.getFrameTree");
  const blank = (frameTree as { frame?: { loaderId?: string } }).frame?.loaderId;
  const { frameId, errorText } = await send("Page.navigate", { url: visit.url });
  if (errorText !== undefined) throw new SandboxFailed(`the page could not be loaded: ${String(errorText)}`);
  await seen.await({ frameId, blank, ms: visit.patience ?? 10_000 });
  const text = await textOf(send, frameId, visit.longest);
  const { currentIndex, entries } = await send("Page.getNavigationHistory");
  const { url = "", title = "" } = (entries as { url?: string; title?: string }[])[Number(currentIndex)] ?? {};
  const picture = visit.withPicture ? await send("Page.captureScreenshot", { format: "png" }) : undefined;
  return {
    ...{ url: url.slice(0, 8_192), title: title.slice(0, 1_000), status: seen.status },
    ...{ text: text.slice(0, visit.longest), truncated: text.length > visit.longest },
    ...(picture && { picture: Buffer.from(String(picture["data"]), "base64") }),
  };
}

/** Asks in a world of its own, where no script of the page has changed what the words mean; a page may go on meanwhile. */
async function textOf(send: (method: string, params: object) => Promise<object>, frameId: unknown, longest: number) {
  const root = "(document.body ?? document.documentElement)";
  const expression = `((${root}?.innerText ?? ${root}?.textContent) || "").slice(0, ${longest + 1})`;
  for (let attempt = 1; ; attempt++) {
    try {
      const world = (await send("Page.createIsolatedWorld", { frameId })) as { executionContextId?: number };
      const asked = { expression, contextId: world.executionContextId, returnByValue: true };
      const { result } = (await send("Runtime.evaluate", asked)) as { result?: { value?: unknown } };
      return String(result?.value ?? "");
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** Notes what becomes of the frames: which have come to rest, and what was answered. */
class Rest {
  /** Documents by frame, the last that came to rest. */
  readonly #resting = new Map<unknown, unknown>();
  readonly #statuses = new Map<unknown, number>();
  #frame: unknown;
  #blank: unknown;
  #wake: () => void = () => {};

  note({ method, params }: BrowserEvent): void {
    const { frameId, loaderId, name, type, response } = params;
    if (method === "Page.lifecycleEvent" && name === "networkIdle") this.#resting.set(frameId, loaderId);
    if (method === "Network.responseReceived" && type === "Document")
      this.#statuses.set(frameId, Number((response as { status?: number } | undefined)?.status ?? 0));
    if (this.#isOver()) this.#wake();
  }

  /** Waits until the network of what follows the blank document in a frame is quiet, but no longer than `ms`. */
  async await({ frameId, blank, ms }: { frameId: unknown; blank: unknown; ms: number }): Promise<void> {
    [this.#frame, this.#blank] = [frameId, blank];
    const late = new AbortController();
    const quiet = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#isOver()) return;
    await Promise.race([quiet, sleep(ms, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
  }

  #isOver(): boolean {
    const document = this.#resting.get(this.#frame);
    return document !== undefined && document !== this.#blank;
  }

  get status(): number {
    return this.#statuses.get(this.#frame) ?? 0;
  }
}
