import { describe, expect, it } from "vitest";
import { readEnvironment } from "../../src/config/index.ts";
import { closest } from "../../src/suggestion.ts";

describe("the environment", () => {
  it("names the home, or puts it beneath the user's", () => {
    expect(readEnvironment({ SALLYPORT_HOME: "/srv/port" }).home).toBe("/srv/port");
    expect(readEnvironment({ HOME: "/home/ann" }).home).toBe("/home/ann/.sallyport");
    expect(readEnvironment({ HOME: "/home/ann", SALLYPORT_HOME: "" }).home).toBe("/home/ann/.sallyport");
  });

  it("turns colour off for NO_COLOR and dumb terminals", () => {
    expect(readEnvironment({}).colour).toBe(true);
    expect(readEnvironment({ NO_COLOR: "1" }).colour).toBe(false);
    expect(readEnvironment({ TERM: "dumb" }).colour).toBe(false);
  });

  it("takes an empty variable for an unset one", () => {
    expect(readEnvironment({ KEY: "" }).variable("KEY")).toBeUndefined();
    expect(readEnvironment({ KEY: "v" }).variable("KEY")).toBe("v");
  });
});

describe("the nearest word", () => {
  it.each([
    ["gatway", "gateway"],
    ["prot", "port"],
    ["APIKEYENV", "apiKeyEnv"],
  ])("for %s is %s", (word, meant) => {
    expect(closest(word, ["gateway", "port", "apiKeyEnv"])).toBe(meant);
  });

  it("is none when none is near", () => {
    expect(closest("banana", ["gateway", "port"])).toBeUndefined();
    expect(closest("x", [])).toBeUndefined();
  });
});
