import { describe, expect, it } from "vitest";
import { lastUntil, nextAfter, readTiming, type Timing } from "../../src/schedule/timing.ts";

const now = Date.parse("2027-01-15T12:00:30Z");
const timing = (text: string, zone = "UTC"): Timing => {
  const read = readTiming(text, zone, now);
  if ("fault" in read) throw new Error(read.fault);
  return read.timing;
};
/** The next so many times after an instant. */
const times = (of: Timing, from: string, count: number): readonly string[] => {
  const found: string[] = [];
  for (let time = Date.parse(from); found.length < count; ) {
    time = nextAfter(of, time) as number;
    found.push(new Date(time).toISOString());
  }
  return found;
};

describe("when a job runs", () => {
  it("takes five fields, a nickname, or one instant", () => {
    expect(times(timing("0 7 * * 1-5"), "2027-01-15T12:00:00Z", 2)).toEqual([
      "2027-01-18T07:00:00.000Z",
      "2027-01-19T07:00:00.000Z",
    ]);
    expect(timing("  @daily ")).toEqual({ cron: "@daily", zone: "UTC" });
    expect(timing("2027-03-01T07:00:00+01:00")).toEqual({ at: Date.parse("2027-03-01T06:00:00Z") });
  });

  it.each([
    ["more often than once a minute", "*/5 * * * * *"],
    ["a year as a sixth field", "0 0 1 1 * 2027"],
    ["a day there is not", "0 0 31 2 *"],
    ["an event", "@reboot"],
    ["a field out of range", "60 * * * *"],
    ["what depends on when it is read", "? * * * *"],
    ["an instant that is over", "2027-01-15T12:00:00Z"],
    ["an instant of nobody's clock", "2027-03-01T07:00:00"],
    ["an instant there is not", "2027-02-31T07:00:00Z"],
    ["a thousand years", "3027-03-01T07:00:00Z"],
    ["a line end between fields", "0 7\n* * *"],
    ["nothing", ""],
    ["a text without end", "0,".repeat(10_000)],
    ["a step without end", "*/0 * * * *"],
  ])("refuses %s", (_, text) => {
    expect(readTiming(text, "UTC", now)).toHaveProperty("fault");
  });

  it.each(["Mars/Olympus", "", "UTC; rm -rf /", "\u0000"])("refuses the zone %j", (zone) => {
    expect(readTiming("0 7 * * *", zone, now)).toHaveProperty("fault");
  });

  it("runs a time that summer time leaves out once, right after the gap", () => {
    expect(times(timing("30 2 * * *", "Europe/Berlin"), "2027-03-27T12:00:00Z", 2)).toEqual([
      "2027-03-28T01:00:00.000Z",
      "2027-03-29T00:30:00.000Z",
    ]);
  });

  it("runs a time that winter time has twice once, and every half hour all the same", () => {
    expect(times(timing("30 2 * * *", "Europe/Berlin"), "2027-10-30T12:00:00Z", 2)).toEqual([
      "2027-10-31T00:30:00.000Z",
      "2027-11-01T01:30:00.000Z",
    ]);
    expect(times(timing("*/30 * * * *", "Europe/Berlin"), "2027-10-31T00:00:00Z", 4)).toEqual([
      "2027-10-31T00:30:00.000Z",
      "2027-10-31T01:00:00.000Z",
      "2027-10-31T01:30:00.000Z",
      "2027-10-31T02:00:00.000Z",
    ]);
  });

  it("knows the last time that was to be, the present one included", () => {
    const daily = timing("0 7 * * *");
    const earliest = Date.parse("2027-01-12T07:00:00Z");
    expect(lastUntil(daily, now, earliest)).toBe(Date.parse("2027-01-15T07:00:00Z"));
    const seven = Date.parse("2027-01-15T07:00:00Z");
    expect(lastUntil(daily, seven, earliest)).toBe(seven);
    expect(lastUntil(daily, seven + 400, earliest)).toBe(seven);
    expect(lastUntil(daily, seven - 1, earliest)).toBe(seven - 86_400_000);
    expect(lastUntil({ at: earliest }, now, earliest)).toBe(earliest);
  });
});
