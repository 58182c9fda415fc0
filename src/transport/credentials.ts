import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { join } from "node:path";
import { CertificateUnusable } from "../errors.ts";
import { type Issued, issueAuthority, issueLeaf, mayCertify } from "./certificate.ts";
import { certificateNames } from "./names.ts";
import { makePrivateDirectory, readPrivateKey, readTextFile, replacePrivateFile } from "./private-files.ts";

/** What a TLS listener proves itself with. */
export interface Credentials {
  readonly source: "local" | "custom";
  /** PEM: the leaf, then what is above it. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM of the authority that clients must trust; absent when the operator brought the certificate. */
  readonly authority?: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  /** When two thirds of its life are over; milliseconds since the epoch. */
  readonly renewAt: number;
  /** What was made anew on this opening. */
  readonly made: readonly ("authority" | "leaf")[];
}

/** A certificate from elsewhere. */
export interface CustomCertificate {
  /** Path of the PEM file with the leaf and what is above it. */
  readonly certificate: string;
  /** Path of the PEM file with the private key. */
  readonly key: string;
}

/** Where credentials are kept and whom they name. */
export interface CredentialsOptions {
  /** Directory of the local authority; made with mode 0700 when missing. */
  readonly directory: string;
  /** Host names besides the loopback ones. */
  readonly names?: readonly string[];
  readonly custom?: CustomCertificate;
  readonly now?: () => number;
}

/**
 * Opens the certificate of the listener: the operator's, or one of the local authority, which is made on the first
 * start. A leaf that has lived two thirds of its life, or lacks a name, is replaced.
 * @throws {CertificateUnusable} when what is there cannot be used and may not be replaced.
 */
export async function openCredentials(options: CredentialsOptions): Promise<Credentials> {
  const now = (options.now ?? Date.now)();
  return options.custom === undefined ? openLocal(options, now) : openCustom(options.custom, now);
}

async function openLocal({ directory, names = [] }: CredentialsOptions, now: number): Promise<Credentials> {
  await makePrivateDirectory(directory);
  const wanted = certificateNames(names);
  // Key and certificate lie in one file, so that no crash leaves one without the other; authority.pem is for clients.
  const [authorityFile, leafFile] = [join(directory, "authority.key"), join(directory, "gateway.key")];
  const kept = { authority: await readAuthority(authorityFile), leaf: readPair(await readPrivateKey(leafFile)) };
  if (kept.authority !== undefined && kept.leaf !== undefined && isInUse(kept.leaf, kept.authority, wanted, now)) {
    return describe("local", kept.leaf, { authority: kept.authority.certificate, made: [] });
  }
  const usable = kept.authority !== undefined && (await mayStillSign(kept.authority, wanted, now));
  const authority = usable ? (kept.authority as Issued) : await issueAuthority(wanted, now);
  if (!usable) await replacePrivateFile(authorityFile, authority.key + authority.certificate);
  await replacePrivateFile(join(directory, "authority.pem"), authority.certificate);
  const leaf = await issueLeaf(authority, wanted, now);
  await replacePrivateFile(leafFile, leaf.key + leaf.certificate);
  return describe("local", leaf, {
    authority: authority.certificate,
    made: usable ? ["leaf"] : ["authority", "leaf"],
  });
}

async function openCustom(paths: CustomCertificate, now: number): Promise<Credentials> {
  // Certificates from elsewhere are often shared with a group, never with everybody.
  const [certificate, key] = [await readTextFile(paths.certificate), await readPrivateKey(paths.key, 0o007)];
  const fix = "correct the paths of the certificate and the key, or leave them out to have one made";
  if (certificate === undefined)
    throw new CertificateUnusable(`there is no certificate at ${paths.certificate}`, { fix });
  if (key === undefined) throw new CertificateUnusable(`there is no private key at ${paths.key}`, { fix });
  if (!isPair({ certificate, key })) {
    throw new CertificateUnusable(`the key ${paths.key} does not belong to the certificate ${paths.certificate}`, {
      fix,
    });
  }
  const credentials = describe("custom", { certificate, key }, { made: [] });
  if (credentials.expires <= now) {
    throw new CertificateUnusable(`the certificate ${paths.certificate} expired`, { fix: "renew it" });
  }
  return credentials;
}

function describe(
  source: Credentials["source"],
  { certificate, key }: Issued,
  more: Pick<Credentials, "authority" | "made">,
): Credentials {
  const { from, until, renewAt } = life(new X509Certificate(certificate));
  return { source, certificate, key, expires: until, renewAt: Math.max(renewAt, from), ...more };
}

function life(certificate: X509Certificate): { from: number; until: number; renewAt: number } {
  const [from, until] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  return { from, until, renewAt: from + ((until - from) * 2) / 3 };
}

function isInUse(leaf: Issued, authority: Issued, names: readonly string[], now: number): boolean {
  const [own, above] = [new X509Certificate(leaf.certificate), new X509Certificate(authority.certificate)];
  const named = names.every((name) => (isIP(name) === 0 ? own.checkHost(name) : own.checkIP(name)) !== undefined);
  const { from, renewAt } = life(own);
  return named && from <= now && now < renewAt && now < life(above).renewAt && own.verify(above.publicKey);
}

async function mayStillSign(authority: Issued, names: readonly string[], now: number): Promise<boolean> {
  const certificate = new X509Certificate(authority.certificate);
  return now < life(certificate).renewAt && (await mayCertify(certificate, names));
}

/** @throws {CertificateUnusable} when it is damaged: clients trust it, so it is not replaced in silence. */
async function readAuthority(path: string): Promise<Issued | undefined> {
  const text = await readPrivateKey(path);
  const pair = readPair(text);
  if (text === undefined || pair !== undefined) return pair;
  throw new CertificateUnusable(`the local certificate authority in ${path} is damaged`, {
    fix: `restore it from a backup, or remove ${path} to have a new one made that clients must trust anew`,
  });
}

/** The key and the certificate in one PEM text; `undefined` when either is missing or they do not belong together. */
function readPair(text: string | undefined): Issued | undefined {
  const block = (label: string) =>
    text?.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\n?`))?.[0];
  const [key, certificate] = [block("PRIVATE KEY"), block("CERTIFICATE")];
  if (key === undefined || certificate === undefined) return undefined;
  return isPair({ certificate, key }) ? { certificate, key } : undefined;
}

function isPair({ certificate, key }: Issued): boolean {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
