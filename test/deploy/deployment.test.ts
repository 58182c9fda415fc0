import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { composeOptions, deploymentFile, quadletOptions, unitSections } from "../../scripts/deployment.ts";
import { parseConfig } from "../../src/config/index.ts";

/** What every container of the gateway is started with, and what none is. */
const confining = [
  /^--user=1000:1000$/,
  /^--read-only$/,
  /^--cap-drop=all$/i,
  /^--security-opt=no-new-privileges(:true)?$/,
  /^--memory=\d+g$/,
  /^--memory-swap=\d+g$/,
  /^--cpus=\d+$/,
  /^--pids-limit=\d+$/,
  /^--ulimit=core=0$/,
  /^--tmpfs=\/tmp:size=\d+m,mode=1777,nosuid,nodev$/,
  /^--init$/,
];
const opening =
  /--privileged|--cap-add|=unconfined|unmask|label=disable|--(?:pid|ipc|uts|network|userns)=host|--device/;
const missing = (options: readonly string[]) =>
  confining.filter((pattern) => !options.some((option) => pattern.test(option))).map(String);

describe("[OC-15] the container of the gateway", () => {
  it.each([
    ["compose.yaml", composeOptions, "cap_drop: [ALL]"],
    ["quadlet/sallyport.container", quadletOptions, "DropCapability=all"],
  ])("is confined by %s in every way there is, and opened in none", (name, optionsOf, line) => {
    const text = deploymentFile(name);
    const options = optionsOf(text);
    expect(missing(options)).toEqual([]);
    expect(options.filter((option) => opening.test(option))).toEqual([]);
    expect(missing(optionsOf(text.replace(line, "")))).toEqual(["/^--cap-drop=all$/i"]);
  });

  it.each([
    ["compose.yaml", (text: string) => composeOptions(text.replace("    init: true\n", "    pid: host\n"))],
    ["the quadlet", (text: string) => quadletOptions(text)],
  ])("is never started with a key of %s that nobody understood", (name, read) => {
    const text = name === "compose.yaml" ? deploymentFile(name) : "[Container]\nNetwork=host\n";
    expect(() => read(text)).toThrow(/what does/);
  });

  it("is reachable from this machine alone, and sees nothing of it but its own volumes", () => {
    const { gateway } = parse(deploymentFile("compose.yaml")).services;
    expect(gateway.ports).toEqual(["127.0.0.1:8443:8443"]);
    expect(gateway.volumes.map((volume: string) => volume.split(":")[0])).toEqual([
      "data",
      "workspace",
      "./config.json5",
    ]);
    const container = unitSections(deploymentFile("quadlet/sallyport.container")).get("Container") ?? [];
    const all = (key: string) => container.filter(([name]) => name === key).map(([, value]) => value);
    expect(all("PublishPort")).toEqual(["127.0.0.1:8443:8443"]);
    expect(all("Volume").map((volume) => volume.split(":")[0])).toEqual([
      "sallyport-data.volume",
      "sallyport-workspace.volume",
      "%h/.config/sallyport/config.json5",
    ]);
    expect(all("UserNS")).toEqual(["keep-id:uid=1000,gid=1000"]);
  });

  it("has no secret in its image or its files", () => {
    const compose = parse(deploymentFile("compose.yaml")).services.gateway;
    expect(compose.environment).toBeUndefined();
    expect(compose.env_file).toEqual([{ path: "./sallyport.env", required: false }]);
    expect(deploymentFile(".gitignore")).toContain("sallyport.env");
    expect(deploymentFile("Containerfile")).not.toMatch(/^(?:ARG|ENV).*(?:KEY|TOKEN|SECRET)/im);
  });

  it("is a user's from the first instruction on, and starts the gateway without a shell", () => {
    const lines = deploymentFile("Containerfile").split("\n");
    const instruction = (name: string) => lines.filter((line) => line.startsWith(`${name} `));
    expect(instruction("FROM")).toEqual(["FROM scratch"]);
    expect(instruction("USER")).toEqual(["USER 1000:1000"]);
    expect(instruction("RUN")).toEqual([]);
    for (const name of ["ENTRYPOINT", "CMD"]) expect(instruction(name)[0]).toMatch(/^\w+ \[".*"\]$/);
  });

  it("has a configuration that the gateway takes, with commands in a sandbox or not at all", async () => {
    const { config } = await parseConfig(deploymentFile("config.json5"));
    expect(config.gateway.host).toBe("0.0.0.0");
    expect(config.sandbox).toMatchObject({ mode: "required", backend: "auto" });
  });
});

describe("[OC-15] the unit of the gateway", () => {
  const text = deploymentFile("systemd/sallyport.service");
  const service = new Map(unitSections(text).get("Service"));

  it.each(
    Object.entries({
      DynamicUser: "yes",
      NoNewPrivileges: "yes",
      CapabilityBoundingSet: "",
      AmbientCapabilities: "",
      ProtectSystem: "strict",
      ProtectHome: "yes",
      PrivateTmp: "yes",
      PrivateDevices: "yes",
      ProtectKernelModules: "yes",
      RestrictSUIDSGID: "yes",
      LockPersonality: "yes",
      SystemCallArchitectures: "native",
      StateDirectoryMode: "0700",
      UMask: "0077",
    }),
  )("sets %s to %o", (key, value) => {
    expect(service.get(key)).toBe(value);
  });

  it("leaves open what the sandbox of commands is made of, and says so", () => {
    expect(service.get("RestrictNamespaces")).toBe("no");
    const filters = (unitSections(text).get("Service") ?? []).filter(([key]) => key === "SystemCallFilter");
    expect(filters.map(([, value]) => value).join(" ")).toMatch(/@mount .*unshare.*~@clock.*@module/);
    for (const key of ["ProtectKernelTunables", "ProtectHostname", "ProcSubset"]) {
      expect(service.has(key)).toBe(false);
      expect(text).toMatch(new RegExp(`^#.*${key}`, "m"));
    }
  });

  it("is understood by systemd", () => {
    const file = fileURLToPath(new URL("../../deploy/systemd/sallyport.service", import.meta.url));
    const { stderr, error } = spawnSync("systemd-analyze", ["verify", "--man=no", file], { encoding: "utf8" });
    expect(error).toBeUndefined();
    // The program is where npm puts it, which is not here.
    const complaints = stderr.split("\n").filter((line) => line !== "" && !line.includes("is not executable"));
    expect(complaints).toEqual([]);
  });
});
