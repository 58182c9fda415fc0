import { afterAll, expect } from "vitest";
import { watchSent } from "../fixtures/canary.ts";
import { watchChildren } from "../fixtures/children.ts";

const sent = watchSent();
const children = watchChildren();

// The rest of it lies where an installation is closed: nothing in its home and its log lines either.
afterAll(() => {
  expect(sent.leaked, "secrets that a gateway of this file has sent").toEqual([]);
  expect(children.leaked, "secrets that a process of this file has written").toEqual([]);
});
