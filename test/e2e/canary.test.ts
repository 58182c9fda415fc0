import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect, createServer } from "node:tls";
import { expect, it } from "vitest";
import { canaries, watchSent } from "../fixtures/canary.ts";
import { drivers } from "../matrix/drivers.ts";
import { ingresses } from "../matrix/grid.ts";
import { install } from "../matrix/installation.ts";
import { obey, order } from "../matrix/obedient-model.ts";
import { authority, server } from "../net/certificates.ts";

it("[OC-5] [CC-1.1] [PH-1] neither writes nor sends a secret that it holds or reads, whoever asks and however it fails", async () => {
  const sent = watchSent();
  // A model that tells its own key, and whatever it is told to read.
  const installation = await install({
    model: (asked) => {
      const said = obey(asked);
      return "text" in said ? { text: [...said.text, ` my key is ${canaries.modelKey}`] } : said;
    },
  });
  const { url, workspace, outside, whereWritten } = installation;
  writeFileSync(join(workspace, "deploy.txt"), `Deploy with ${canaries.token} on Fridays.\n`);
  const token = await installation.token();
  for (const ingress of ingresses) {
    const said = [
      order("read", { path: "deploy.txt" }),
      order("search", { query: "Deploy" }),
      order("exec", { command: `cat deploy.txt; cat deploy.txt >&2; ls ${canaries.token}` }),
      order("write", { path: `${outside}/${canaries.token}`, content: canaries.token }),
      order(canaries.token, { path: canaries.token }),
      `Remember ${canaries.token} and ${canaries.modelKey}.`,
    ];
    const told = await drivers[ingress](url, said.join("\n"), {
      token,
      session: `${ingress}-${canaries.token.slice(4, 8)}`,
    });
    expect(told.text).toContain("on Fridays");
    expect(told.text).toContain("my key is");
  }
  await installation.port.close().catch(() => {});
  expect(sent.bytes).toBeGreaterThan(1_000);
  expect(sent.leaked).toEqual([]);
  expect(Object.values(canaries).flatMap(whereWritten)).toEqual([]);
  expect(whereWritten("on Fridays").length + whereWritten("Remember").length).toBeGreaterThan(0);
  await installation.close().catch(() => {});
});

it("[OC-5] is watched by something that sees what a server sends in two pieces", async () => {
  const sent = watchSent({ probe: "two pieces of one text" });
  const { cert, key } = server("localhost", authority("a"), ["localhost"]);
  const listener = createServer({ cert, key }, (socket) => {
    socket.write("two pieces");
    socket.end(" of one text");
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    connect({ port, host: "127.0.0.1", rejectUnauthorized: false }).on("close", resolve).resume();
  });
  listener.close();
  expect(sent.leaked).toEqual(["probe"]);
});
