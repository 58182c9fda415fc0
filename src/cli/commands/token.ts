import { homePaths } from "../../config/index.ts";
import { UsageInvalid } from "../../errors.ts";
import { Tokens } from "../../session/index.ts";
import { openSqliteStore } from "../../store/index.ts";
import type { ExitCode, Invocation } from "../command.ts";

const defaultDays = 30;
const mostDays = 365;
const day = 24 * 3_600_000;

/** `sallyport token`: a gateway that runs accepts it at once. */
export async function run(invocation: Invocation): Promise<ExitCode> {
  const { output, environment } = invocation;
  const days = invocation.number("days") ?? defaultDays;
  if (days < 1 || days > mostDays) throw new UsageInvalid(`--days takes 1 to ${mostDays}`, { fix: "--days 90" });
  const store = openSqliteStore(homePaths(environment.home).state);
  try {
    const { text, entry } = await new Tokens(store).issue({
      principal: "operator",
      role: "operator",
      tier: "A",
      label: "sallyport token",
      life: days * day,
    });
    output.result({ token: text, name: entry.token, expires: entry.expires }, text);
    return 0;
  } finally {
    await store.close();
  }
}
