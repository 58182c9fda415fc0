import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";

/** A certificate with its key, and the pin of that key (RFC 7469). */
export interface Issued {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
  readonly pin: string;
  readonly signer: KeyObject;
}

type Extension = readonly [oid: string, critical: boolean, value: object];

/** An authority: signed by another one, or by itself. Its certificate names no key, so that any of its name fits it. */
export function authority(name: string, issuer?: Issued): Issued {
  return issue(name, issuer, [
    [x509.id_ce_basicConstraints, true, new x509.BasicConstraints({ cA: true })],
    [x509.id_ce_keyUsage, true, new x509.KeyUsage(x509.KeyUsageFlags.keyCertSign)],
  ]);
}

/** The certificate of a server for names and addresses. */
export function server(name: string, issuer: Issued, names: readonly string[]): Issued {
  const alternatives = names.map(
    (text) => new x509.GeneralName(isIP(text) === 0 ? { dNSName: text } : { iPAddress: text }),
  );
  return issue(name, issuer, [
    [x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])],
    [x509.id_ce_subjectAltName, false, new x509.SubjectAlternativeName(alternatives)],
  ]);
}

function issue(name: string, issuer: Issued | undefined, extensions: readonly Extension[]): Issued {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const signature = new x509.AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });
  const hour = 3_600_000;
  const tbsCertificate = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: Uint8Array.from([0x40, ...randomBytes(8)]).buffer,
    signature,
    issuer: nameOf(issuer?.name ?? name),
    subject: nameOf(name),
    validity: new x509.Validity({ notBefore: new Date(Date.now() - hour), notAfter: new Date(Date.now() + hour) }),
    subjectPublicKeyInfo: AsnConvert.parse(spki, x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions(
      extensions.map(
        ([extnID, critical, value]) =>
          new x509.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) }),
      ),
    ),
  });
  const signed = sign("sha256", Buffer.from(AsnConvert.serialize(tbsCertificate)), issuer?.signer ?? privateKey);
  const certificate = new x509.Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: Uint8Array.from(signed).buffer,
  });
  return {
    name,
    cert: new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString(),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    pin: createHash("sha256").update(spki).digest("base64"),
    signer: privateKey,
  };
}

function nameOf(text: string): x509.Name {
  const value = new x509.AttributeValue({ utf8String: text });
  return new x509.Name([
    new x509.RelativeDistinguishedName([new x509.AttributeTypeAndValue({ type: "2.5.4.3", value })]),
  ]);
}
