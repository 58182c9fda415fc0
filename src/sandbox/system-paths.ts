import { existsSync, lstatSync, readlinkSync } from "node:fs";

/** A path of the host that every sandbox shows read-only: the thing itself, or a link to what is shown already. */
export interface SystemPath {
  readonly path: string;
  /** What the link says. */
  readonly link?: string;
}

/** Read-only settings without which programs do not start, find no certificates or tell the wrong time; no secrets. */
const settings = [
  "alternatives",
  "ssl/certs",
  "ssl/openssl.cnf",
  "pki/tls/certs",
  "pki/ca-trust/extracted",
  "ca-certificates/extracted",
  "ld.so.cache",
  "localtime",
  "nsswitch.conf",
  "mime.types",
  "protocols",
  "services",
].map((name) => `/etc/${name}`);

/** The programs and libraries of the system, and nothing of its state. */
export function systemPaths(): readonly SystemPath[] {
  const roots = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap((path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    return [found.isSymbolicLink() ? { path, link: readlinkSync(path) } : { path }];
  });
  return [{ path: "/usr" }, ...roots, ...settings.filter((path) => existsSync(path)).map((path) => ({ path }))];
}
