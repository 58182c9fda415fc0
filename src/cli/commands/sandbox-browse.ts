import { UsageInvalid } from "../../errors.ts";
import { browserCommand, browserSpec, hostOfPage, visitPage } from "../../sandbox/index.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { writeOutput } from "../input.ts";
import { printable, printableLines } from "../printable.ts";
import { runInSandbox } from "../sandboxed.ts";

/** UTF-16 units of text that are shown of one page. */
const longest = 1 << 20;
const wallMs = 60_000;

/** `sallyport sandbox browse`: what a page shows, in a browser that sees no file and reaches the named hosts alone. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output } = invocation;
  const target = URL.parse(invocation.arguments[0] ?? "");
  if (target?.protocol !== "http:" && target?.protocol !== "https:")
    throw new UsageInvalid("only pages of http and https are looked at", { fix: "https://example.com/" });
  const file = invocation.text("screenshot");
  if (file !== undefined && invocation.flag("text"))
    throw new UsageInvalid("--text and --screenshot exclude each other");
  const host = hostOfPage(target.href);
  const { page, result } = await visitPage(
    (streams) =>
      runInSandbox(invocation, {
        argv: browserCommand(),
        spec: browserSpec({ wallMs }),
        hosts: [host],
        about: { url: target.href },
        streams,
      }),
    { url: target.href, longest, withPicture: file !== undefined },
  );
  const { findings, reached } = result;
  for (const { message } of findings) output.progress(`sallyport: ${printable(message)}`);
  const found = typeof page === "string" || !reached.includes(host) ? undefined : page;
  const failure = typeof page === "string" ? page : `${host} was not reached`;
  if (found === undefined) {
    output.result({ failure, reached: [...reached] }, printable(failure));
    return 1;
  }
  const { picture, ...shown } = found;
  if (file !== undefined && picture !== undefined) await writeOutput(file, picture);
  const text = file === undefined ? printableLines(`${shown.title}\n\n${shown.text}`.trim()) : file;
  output.result({ ...shown, reached: [...reached], ...(file !== undefined && { screenshot: file }) }, text);
  return shown.status < 400 ? 0 : 1;
}
