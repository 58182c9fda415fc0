import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Where Sallyport lies in its images. */
export const installed = "/opt/sallyport";

/** Programs that commands of agents need; with what they depend on. */
export const commonTools: readonly string[] = [
  "bash",
  "dash",
  "coreutils",
  "findutils",
  "grep",
  "sed",
  "gzip",
  "diffutils",
];

/**
 * Fills an empty directory with what a container of Sallyport consists of: Node with its libraries, the package, a user,
 * and the files of the Debian packages named, which must be installed here. Nothing is downloaded.
 */
export function fillRootfs(directory: string, tools: readonly string[]): void {
  for (const name of ["usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "etc", "proc", "sys", "dev", "run", "tmp"])
    mkdirSync(join(directory, name), { recursive: true });
  for (const name of ["bin", "sbin", "lib", "lib64"]) symlinkSync(`usr/${name}`, join(directory, name));
  chmodSync(join(directory, "tmp"), 0o1777);
  writeFileSync(join(directory, "etc/passwd"), "sallyport:x:1000:1000::/data:/nonexistent\n");
  writeFileSync(join(directory, "etc/group"), "sallyport:x:1000:\n");
  writeFileSync(join(directory, "etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
  const node = realpathSync(process.execPath);
  place(directory, node, "/usr/bin/node");
  for (const library of librariesOf(node)) place(directory, library, library);
  placeSallyport(directory);
  for (const file of new Set(closure(tools).flatMap(filesOf))) placeFile(directory, file);
  if (tools.length > 0) placeAlternatives(directory);
}

/** What the package consists of when it is published, and the one dependency that is not part of the bundle. */
function placeSallyport(directory: string): void {
  const to = join(directory, installed);
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { files: readonly string[] };
  for (const path of [...files, "package.json", "LICENSE", "node_modules/web-tree-sitter", "deploy/healthcheck.js"])
    cpSync(join(root, path), join(to, path), { recursive: true, dereference: true });
  // Whatever the checkout allows: everybody reads it, and nobody but root could have written it.
  output("chmod", "-R", "go-w,a+rX", to);
}

function librariesOf(program: string): readonly string[] {
  return [...output("ldd", program).matchAll(/(?:=> |^\s*)(\/\S+)/gm)].map(([, path]) => path as string);
}

/** The packages and, of those that are installed here, whatever they depend on. */
function closure(packages: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const queue = [...packages];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    const { status, stdout } = spawnSync("dpkg-query", ["-W", "-f=${Status}|${Pre-Depends}, ${Depends}", name], {
      encoding: "utf8",
    });
    if (status !== 0 || !stdout.startsWith("install ok installed")) {
      if (packages.includes(name)) throw new Error(`${name} is not installed here: apt-get install ${name}`);
      continue;
    }
    found.add(name);
    const wanted = stdout.slice(stdout.indexOf("|") + 1).split(/[,|]/);
    queue.push(
      ...wanted
        .map((entry) => entry.trim().split(/[\s:(]/)[0] as string)
        .filter((entry) => entry !== "" && !unneeded.has(entry)),
    );
  }
  return [...found];
}

/** What packages depend on to be installed, not to run. */
const unneeded = new Set(["debconf", "debianutils", "dpkg", "init-system-helpers", "install-info", "perl:any"]);

function filesOf(name: string): readonly string[] {
  return output("dpkg", "-L", name)
    .split("\n")
    .filter((path) => path !== "" && !/^\/(?:\.$|usr\/share\/(?:doc|man|info|locale|lintian|bug|menu)\/)/.test(path));
}

function placeFile(directory: string, path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return;
  if (found.isSymbolicLink()) link(directory, readlinkSync(path), path);
  else if (found.isFile()) place(directory, path, path);
}

/** INVARIANT: nothing in an image changes who a process is: set-id bits are left behind. */
function place(directory: string, from: string, path: string): void {
  const to = join(directory, path);
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
  chmodSync(to, lstatSync(realpathSync(from)).mode & 0o755);
}

function link(directory: string, target: string, path: string): void {
  const to = join(directory, path);
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(to, { throwIfNoEntry: false }) === undefined) symlinkSync(target, to);
}

/** Programs that go by a name which several packages offer, such as awk. */
function placeAlternatives(directory: string): void {
  for (const { name } of readdirSync("/etc/alternatives", { withFileTypes: true }).filter((entry) =>
    entry.isSymbolicLink(),
  )) {
    const target = readlinkSync(join("/etc/alternatives", name));
    const program = join("/usr/bin", name);
    if (!existsSync(join(directory, target)) || lstatSync(program, { throwIfNoEntry: false }) === undefined) continue;
    link(directory, target, join("/etc/alternatives", basename(name)));
    link(directory, join("/etc/alternatives", name), program);
  }
}

function output(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 << 20 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  return stdout;
}
