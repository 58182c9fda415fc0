// Says by its exit status whether the gateway of this container answers, with the certificate that it made for itself.
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";

const port = process.argv[2] ?? "8443";
const ca = readFileSync(join(process.env["SALLYPORT_HOME"] ?? "/data", "tls/authority.pem"));
const request = get({ host: "127.0.0.1", port, path: "/healthz", ca, timeout: 4_000 }, ({ statusCode }) => {
  process.exit(statusCode === 200 ? 0 : 1);
});
request.on("timeout", () => request.destroy(new Error("no answer")));
request.on("error", ({ message }) => {
  console.error(message);
  process.exit(1);
});
