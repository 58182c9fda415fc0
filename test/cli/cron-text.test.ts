import { expect, it } from "vitest";
import { jobText, type ShownJob } from "../../src/cli/cron-text.ts";

const job: ShownJob = {
  id: "3f9c2b7a-0a1b2c3d4e5f",
  name: "report",
  agent: "main",
  principal: "ann",
  work: { kind: "command", command: "touch marker" },
  schedule: "0 7 * * * (UTC)",
  tier: "A",
  untrusted: false,
  enabled: true,
  refusals: 0,
  next: "2027-01-16T07:00:00.000Z",
  running: false,
  last: { time: "2027-01-15T07:00:00.000Z", result: "completed", text: "" },
};

it("shows when a job runs, what it does, and what came of it", () => {
  expect(jobText(job)).toBe(
    [
      "3f9c2b7a-0a1b2c3d4e5f  report  (next 2027-01-16T07:00:00.000Z)",
      "  when       0 7 * * * (UTC)",
      "  command    touch marker",
      "  for        ann by main, tier A",
      "  last       2027-01-15T07:00:00.000Z completed",
    ].join("\n"),
  );
});

it("shows a hostile name, message and answer on their own lines, with nothing hidden in them", () => {
  const hostile = "\u001b[2Jfree\nnext\u202e\u0007";
  const last = { time: "2027-01-15T07:00:00.000Z", result: "failed", text: hostile };
  const text = jobText({
    ...job,
    name: hostile,
    principal: hostile,
    work: { kind: "message", message: hostile },
    last,
  });
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(text.split("\n")).toHaveLength(5);
});
