import { afterAll, expect } from "vitest";
import { watchSent } from "../fixtures/canary.ts";

const sent = watchSent();

// The rest of it lies where an installation is closed: nothing in its home and its log lines either.
afterAll(() => expect(sent.leaked, "secrets that a gateway of this file has sent").toEqual([]));
