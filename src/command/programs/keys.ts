import { asks, insists, type ProgramProfile } from "../profile.ts";

const keys = "it handles keys";

/** Programs that make, keep and use keys. */
export const keyPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  gpg: asks(["environment"], keys, {
    options: `--verify -k,--list-keys -K,--list-secret-keys --list-public-keys --list-sigs --fingerprint
      --list-packets --print-md=text --dearmor --enarmor -a,--armor -o,--output=write -q,--quiet -v,--verbose
      -n,--dry-run --batch --no-tty --yes --keyid-format=text --with-colons --with-fingerprint --status-fd=text
      --logger-fd=text -d,--decrypt! -e,--encrypt! -r!=text --recipient!=text -s,--sign! -b,--detach-sign!
      --clear-sign! --clearsign! -c,--symmetric! -u!=text --local-user!=text --import! --export! --export-secret-keys!
      --delete-keys! --delete-secret-keys! --gen-key! --full-gen-key! --quick-gen-key! --edit-key! --recv-keys!
      --send-keys! --keyserver!=url --search-keys! --refresh-keys! --homedir!=write --options!=read --keyring!=read
      --passphrase!=text --passphrase-fd!=text --passphrase-file!=read --pinentry-mode!=text --agent-program!=program
      --dirmngr-program!=program --photo-viewer!=program --exec-path!=read --trust-model!=text --always-trust!
      --no-default-keyring!`,
    operands: ["read"],
    match: ["gpg --verify a.sig a.tar.gz", "gpg --list-keys"],
    notMatch: [
      "gpg --decrypt a.gpg",
      "gpg --agent-program ./x -k",
      "gpg --export-secret-keys",
      "gpg --homedir /tmp/x -k",
      "gpg --photo-v ./x -k",
    ],
  }),
  "ssh-keygen": asks(["environment"], keys, {
    options: `-l -B -y! -f=write -F=text -E=text -v -q -t=text -b=text -C=text -N!=text -P!=text -p! -R!=text -H! -e
      -i -m=text -D!=read -s!=read -w!=read -Y!=text -A! -K! -Q=read -k! -M!=text -I!=text -n!=text -V!=text -O!=text
      -r=text -c -L`,
    operands: ["read"],
    match: ["ssh-keygen -lf key.pub", "ssh-keygen -t ed25519 -f deploy"],
    notMatch: ["ssh-keygen -D ./x.so", "ssh-keygen -f /tmp/k", "ssh-keygen -R example.com", "ssh-keygen -p -f k"],
  }),
  "ssh-add": asks(["environment"], keys, {
    options:
      "-l -L -v -q -E=text -c! -d! -D! -x! -X! -k! -K! -s!=read -S!=read -e!=read -t!=text -T!=read -H!=read -h!=text",
    operands: ["read"],
    match: ["ssh-add -l"],
    notMatch: ["ssh-add -s ./x.so", "ssh-add -D", "ssh-add /srv/k"],
  }),
  "ssh-agent": asks(["environment"], keys, {
    options: "-s -c -k! -a!=write -D! -d! -t=text -E=text -P!=text",
    operands: ["program", "text"],
    leading: true,
    match: ["ssh-agent -s"],
    notMatch: ["ssh-agent ./x", "ssh-agent -k"],
  }),
  pass: asks(["environment"], "it holds passwords", {
    subcommands: {
      ls: asks(["read"], "it holds passwords"),
      find: asks(["read"], "it holds passwords"),
      ...Object.fromEntries(
        ["show", "insert", "edit", "generate", "rm", "mv", "cp", "git", "init", "grep", "otp"].map((name) => [
          name,
          insists(["environment"], "it holds passwords"),
        ]),
      ),
    },
    otherwise: [[/^/, insists(["environment"], "it holds passwords")]],
    match: ["pass ls"],
    notMatch: ["pass show a", "pass a/b", "pass git log"],
  }),
  "secret-tool": asks(["environment"], "it holds passwords", {
    most: 0,
    match: ["secret-tool --version"],
    notMatch: ["secret-tool lookup a b"],
  }),
});
