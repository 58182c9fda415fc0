import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A decision point in a process of its own, for `providers.ts`: it takes any question and answers yes.
const server = createServer((request, response) => {
  request.resume().once("end", () => {
    response.setHeader("content-type", "application/json").end('{"result":true,"decision_id":"0"}');
  });
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
