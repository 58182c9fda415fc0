import { describe, expect, it } from "vitest";
import { analyseCommand, judgeCommand } from "../../src/command/index.ts";

/** The effect of a command that starts in a directory of the workspace. */
const effect = (command: string, cwd = "/workspace/sub"): string =>
  judgeCommand(analyseCommand(command), { cwd }).effect;

describe("where a command runs", () => {
  it.each([
    "cat ../a.txt",
    "cd deep && cat ../../a.txt",
    "cd deep && ls && cat ../../a.txt",
    "cd deep && (cat ../../a.txt)",
    "cd deep && bash -c 'cat ../../a.txt'",
    "cd deep && { ls; cat ../../a.txt; }",
    "cd deep && cat ../../a.txt | head -1",
    "cd deep && cd .. && cat ../a.txt",
    "(cd ..); cat ../a.txt",
    "(cd .. && ls); cat ../a.txt",
    "ls | (cd .. && cat); cat ../a.txt",
    "x=$(cd .. && pwd); cat ../a.txt",
    "bash -c 'cd ..'; cat ../a.txt",
    "for d in a b; do (cd deep && cat ../a.txt); done; cat ../a.txt",
    "pushd deep && ls && popd",
    "pushd deep; popd; ls .",
    "trap 'ls ..' EXIT; ls",
  ])("[CE-1.1] is known behind a change that has succeeded, and a shell of its own keeps it: %s", (command) => {
    expect(effect(command)).toBe("allow");
  });

  it.each([
    "cd deep; cat ../../a.txt",
    "cd deep || cat ../../a.txt",
    "! cd deep && cat ../../a.txt",
    "cd deep | cat && cat ../../a.txt",
    "cd deep & cat ../../a.txt",
    "cd deep && ls || cat ../../a.txt",
    "cd deep && ls || cd deep && cat ../../a.txt",
    "ls || cd deep && cat ../../a.txt",
    "(cd deep) && cat ../../a.txt",
    "x=$(cd deep) && cat ../../a.txt",
    "bash -c 'cd deep' && cat ../../a.txt",
    "cd ..; cat ../a.txt",
    "cd .. && cat ../a.txt",
    "eval 'cd ..'; cat ../a.txt",
    "for i in 1 2; do cat ../a.txt; cd ..; done",
    "while ls; do (cat ../a.txt); cd ..; done",
    "if cd ..; then cat ../a.txt; fi",
    "pushd ..; cat ../a.txt",
    "pushd ..; popd; pushd +1; cat ../a.txt",
    'cd "$x" && cat ../a.txt',
    "trap 'cat ../a.txt' EXIT; cd ..",
    "trap '(cat ../a.txt)' EXIT; cd ..",
    "cd .. && { cat ../a.txt; }",
    "cd .. && bash -c 'cat ../a.txt'",
    "f() { cd ..; }; f; cat ../a.txt",
  ])("[CE-1.1] is every directory that it may be in otherwise: %s", (command) => {
    expect(effect(command)).toBe("ask");
  });
});
