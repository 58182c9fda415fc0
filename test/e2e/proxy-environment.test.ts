import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { startWeb } from "../net/web.ts";

const child = fileURLToPath(new URL("../net/fetch-child.ts", import.meta.url));

it("[OC-8] no proxy of the environment is used, where an ordinary request would use it", async () => {
  await using web = await startWeb((_, answer) =>
    answer.writeHead(200, { "content-type": "text/plain" }).end("direct"),
  );
  await using proxy = await startWeb((_, answer) =>
    answer.writeHead(200, { "content-type": "text/plain" }).end("proxied"),
  );
  const variables = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
  const env = {
    PATH: process.env["PATH"],
    NODE_USE_ENV_PROXY: "1",
    ...Object.fromEntries(variables.map((name) => [name, proxy.at("")])),
  };
  const { stdout } = await promisify(execFile)(process.execPath, [child, web.at("/")], { env, timeout: 30_000 });
  expect(JSON.parse(stdout)).toEqual({ guarded: "direct", upstream: "direct", plain: "proxied" });
  expect(web.seen).toHaveLength(2);
});
