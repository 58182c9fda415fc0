import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemPaths } from "../system-paths.ts";
import type { Identity, MountPoint } from "./engine.ts";
import { containerHome } from "./script.ts";

/** A thing of an empty root: a directory, a link, or a file. */
export interface RootEntry {
  readonly path: string;
  readonly mode?: number;
  readonly link?: string;
  readonly content?: string;
}

/** Our own root: directories and links to mount at, an account for the command, and nothing that could be run. */
export function rootEntries({ uid, gid }: Identity): readonly RootEntry[] {
  const directories = ["/dev", "/etc", "/home", "/proc", "/run", "/usr", "/var"];
  const links = systemPaths().flatMap(({ path, link }) => (link === undefined ? [] : [{ path, link }]));
  return [
    ...directories.map((path) => ({ path })),
    // A file system in memory takes on the mode of where it is mounted.
    { path: "/tmp", mode: 0o1777 },
    { path: "/sys", mode: 0 },
    ...links,
    { path: "/var/tmp", link: "../tmp" },
    {
      path: "/etc/passwd",
      content: `agent:x:${uid}:${gid}::${containerHome}:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n`,
    },
    { path: "/etc/group", content: `agent:x:${gid}:\nnogroup:x:65534:\n` },
    { path: "/etc/hosts", content: "127.0.0.1 localhost sandbox\n::1 localhost\n" },
  ];
}

/** Lays out a root with its mount points in a directory, whatever the mask of this process. */
export function layOutRoot(entries: readonly RootEntry[], mountPoints: readonly MountPoint[], directory: string): void {
  for (const { path, link, content, mode = modeOf(content) } of entries) {
    const at = join(directory, path);
    if (link !== undefined) symlinkSync(link, at);
    else {
      if (content === undefined) mkdirSync(at);
      else writeFileSync(at, content);
      chmodSync(at, mode);
    }
  }
  for (const { target, isDirectory } of mountPoints) {
    if (isDirectory) makeDirectory(directory, target);
    else {
      makeDirectory(directory, dirname(target));
      writeFileSync(join(directory, target), "");
    }
  }
}

function makeDirectory(root: string, path: string): void {
  if (path === "/" || existsSync(join(root, path))) return;
  makeDirectory(root, dirname(path));
  mkdirSync(join(root, path));
  chmodSync(join(root, path), 0o755);
}

function modeOf(content: string | undefined): number {
  return content === undefined ? 0o755 : 0o644;
}

/** The entries as an archive that an engine can import (`ustar`), always the same bytes. */
export function rootArchive(entries: readonly RootEntry[]): Buffer {
  const end = Buffer.alloc(1024);
  return Buffer.concat([...entries.map(archived), end]);
}

function archived({ path, link, content, mode = modeOf(content) }: RootEntry): Buffer {
  const body = Buffer.from(content ?? "");
  const header = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number) =>
    header.write(value.toString(8).padStart(length - 1, "0"), at, "latin1");
  header.write(path.slice(1), 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(body.length, 124, 12);
  octal(0, 136, 12);
  header.fill(" ", 148, 156);
  header.write(link !== undefined ? "2" : content !== undefined ? "0" : "5", 156);
  header.write(link ?? "", 157, 100);
  header.write("ustar\u000000", 257, "latin1");
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}
