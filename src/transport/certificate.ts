import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and the private key it certifies, both PEM (RFC 7468); the key is PKCS #8. */
export interface Issued {
  readonly certificate: string;
  readonly key: string;
}

const day = 86_400_000;
/** How far `notBefore` lies in the past, for clients whose clock is slow. */
const backdated = 5 * 60_000;
const authorityLife = 5 * 365 * day;
/** INVARIANT: at most 90 days, so that a stolen key is of use for one season only. */
const leafLife = 30 * day;

const ecdsaWithSha256 = "1.2.840.10045.4.3.2";
const commonName = "2.5.4.3";

/** Makes a P-256 authority that can only certify TLS servers with these names (RFC 5280 §4.2.1.10). */
export async function issueAuthority(names: readonly string[], now: number): Promise<Issued> {
  const { x509 } = await asn1();
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const subtrees = names.map((name) => new x509.GeneralSubtree({ base: generalName(x509, subtree(name)) }));
  return build({
    // The serial keeps two authorities apart in a trust store.
    subject: `Sallyport local authority ${randomBytes(4).toString("hex")}`,
    keys,
    life: authorityLife,
    now,
    extensions: [
      [x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: true, pathLenConstraint: 0 })],
      [x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign)],
      [x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])],
      [
        x509.id_ce_nameConstraints,
        true,
        new x509.NameConstraints({ permittedSubtrees: new x509.GeneralSubtrees(subtrees) }),
      ],
    ],
  });
}

/** Has the authority certify a new P-256 key for a TLS server with these names. */
export async function issueLeaf(authority: Issued, names: readonly string[], now: number): Promise<Issued> {
  const { x509 } = await asn1();
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const alternatives = names.map((name) => generalName(x509, name));
  return build({
    subject: "Sallyport gateway",
    keys,
    issuer: authority,
    life: leafLife,
    now,
    extensions: [
      [x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: false })],
      [x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.digitalSignature)],
      [x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])],
      [x509.id_ce_subjectAltName, false, new x509.SubjectAlternativeName(alternatives)],
    ],
  });
}

/** True when the name constraints of the authority let it certify every one of the names. */
export async function mayCertify(authority: X509Certificate, names: readonly string[]): Promise<boolean> {
  const { x509, schema } = await asn1();
  const { extensions } = schema.AsnConvert.parse(authority.raw, x509.Certificate).tbsCertificate;
  const extension = extensions?.find(({ extnID }) => extnID === x509.id_ce_nameConstraints);
  if (extension === undefined) return false;
  const { permittedSubtrees } = schema.AsnConvert.parse(extension.extnValue, x509.NameConstraints);
  const encoded = (name: object) => Buffer.from(schema.AsnConvert.serialize(name)).toString("hex");
  const permitted = new Set((permittedSubtrees ?? []).map(({ base }) => encoded(base)));
  return names.every((name) => permitted.has(encoded(generalName(x509, subtree(name)))));
}

type X509Schema = typeof import("@peculiar/asn1-x509");
type Asn1Schema = typeof import("@peculiar/asn1-schema");

/** The ASN.1 library takes as long to load as everything else here; most starts find a valid certificate and need none of it. */
async function asn1(): Promise<{ x509: X509Schema; schema: Asn1Schema }> {
  const [x509, schema] = await Promise.all([import("@peculiar/asn1-x509"), import("@peculiar/asn1-schema")]);
  return { x509, schema };
}

function generalName(x509: X509Schema, name: string): InstanceType<X509Schema["GeneralName"]> {
  const isAddress = isIP(name.replace(/\/\d+$/, "")) !== 0;
  return new x509.GeneralName(isAddress ? { iPAddress: name } : { dNSName: name });
}

/** A name as the base of a subtree: an address gets the prefix length of exactly itself. */
function subtree(name: string): string {
  const version = isIP(name);
  return version === 0 ? name : `${name}/${version === 4 ? 32 : 128}`;
}

interface Plan {
  readonly subject: string;
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  /** Absent for a certificate that signs itself. */
  readonly issuer?: Issued;
  readonly life: number;
  readonly now: number;
  readonly extensions: readonly (readonly [oid: string, critical: boolean, value: object])[];
}

async function build({ subject, keys, issuer, life, now, extensions }: Plan): Promise<Issued> {
  const { x509, schema } = await asn1();
  const encode = (value: object) => schema.AsnConvert.serialize(value);
  const own = encodeName(x509, subject);
  const spki = schema.AsnConvert.parse(
    keys.publicKey.export({ type: "spki", format: "der" }),
    x509.SubjectPublicKeyInfo,
  );
  const signer =
    issuer === undefined
      ? undefined
      : schema.AsnConvert.parse(new X509Certificate(issuer.certificate).raw, x509.Certificate).tbsCertificate;
  const identifiers: Plan["extensions"] = [
    [x509.id_ce_subjectKeyIdentifier, false, new x509.SubjectKeyIdentifier(keyIdentifier(spki.subjectPublicKey))],
    [
      x509.id_ce_authorityKeyIdentifier,
      false,
      new x509.AuthorityKeyIdentifier({
        keyIdentifier: new x509.KeyIdentifier(keyIdentifier((signer?.subjectPublicKeyInfo ?? spki).subjectPublicKey)),
      }),
    ],
  ];
  const signature = new x509.AlgorithmIdentifier({ algorithm: ecdsaWithSha256 });
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: serialNumber(),
    signature,
    issuer: signer?.subject ?? own,
    validity: new x509.Validity({ notBefore: new Date(now - backdated), notAfter: new Date(now - backdated + life) }),
    subject: own,
    subjectPublicKeyInfo: spki,
    extensions: new x509.Extensions(
      [...extensions, ...identifiers].map(
        ([extnID, critical, value]) =>
          new x509.Extension({ extnID, critical, extnValue: new schema.OctetString(encode(value)) }),
      ),
    ),
  });
  const signatureValue = sign("sha256", Buffer.from(encode(tbsCertificate)), issuer?.key ?? keys.privateKey);
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: Uint8Array.from(signatureValue).buffer,
  });
  return {
    certificate: new X509Certificate(Buffer.from(encode(certificate))).toString(),
    key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function encodeName(x509: X509Schema, text: string): InstanceType<X509Schema["Name"]> {
  const value = new x509.AttributeValue({ utf8String: text });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: commonName, value })]),
  ]);
}

/** 16 random bytes as a positive INTEGER without a leading zero (RFC 5280 §4.1.2.2). */
function serialNumber(): ArrayBuffer {
  const bytes = new Uint8Array(randomBytes(16));
  bytes[0] = ((bytes[0] as number) & 0x7f) | 0x40;
  return bytes.buffer;
}

/** RFC 5280 §4.2.1.2, method 1. */
function keyIdentifier(publicKey: ArrayBuffer): ArrayBuffer {
  return Uint8Array.from(createHash("sha1").update(Buffer.from(publicKey)).digest()).buffer;
}
