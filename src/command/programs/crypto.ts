import { asks, insists, type ProgramProfile } from "../profile.ts";

const keys = "it handles keys";

/** Programs that encrypt files, and sign them. */
export const cryptoPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  age: asks(["read", "write"], keys, {
    options:
      "-e,--encrypt -d,--decrypt! -o,--output=write -a,--armor -p,--passphrase! -r,--recipient=text -R,--recipients-file=read -i,--identity=read -j!=program",
    operands: ["read"],
    match: ["age -r age1q -o a.txt.age a.txt", "age -e -a -R keys.txt notes.md"],
    notMatch: [
      "age -d -i key.txt a.age",
      "age -j x -o a.age a.txt",
      "age -o /tmp/x -r age1q a.txt",
      "age -r age1q /etc/passwd",
      "age --decr a.age",
    ],
  }),
  "age-keygen": asks(["write"], keys, {
    options: "-o,--output=write -y! -pq",
    operands: ["read"],
    match: ["age-keygen -o key.txt", "age-keygen --version"],
    notMatch: ["age-keygen -o /tmp/key.txt", "age-keygen -y key.txt"],
  }),
  minisign: asks(["read", "write"], keys, {
    options: "-V -H -m=read -x=write -p=read -P=text -q -Q -o -v -S! -s!=read -G! -R! -f! -C! -W! -c=text -t=text",
    operands: ["read"],
    match: ["minisign -Vm a.tgz -p minisign.pub", "minisign -V -q -P abc -m a.tgz"],
    notMatch: ["minisign -Sm a.tgz", "minisign -Vm /etc/passwd", "minisign -G"],
  }),
  sops: insists(["read", "write", "exec", "network"], "it decrypts secrets, and starts programs with them", {
    match: [],
    notMatch: ["sops -d a.yaml", "sops exec-env a.yaml ./x", "sops a.yaml"],
  }),
});
