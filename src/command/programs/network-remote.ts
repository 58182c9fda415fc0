import { asks, insists, type ProgramProfile } from "../profile.ts";

const remote = "it runs commands on another machine";
const copies = "it copies to or from another machine";

/** Settings of ssh that start nothing, read nothing and trust nobody more. */
const sshSetting =
  /^(?:AddressFamily|BatchMode|CheckHostIP|Ciphers|Compression|ConnectionAttempts|ConnectTimeout|EscapeChar|ForwardAgent=no|ForwardX11=no|HashKnownHosts|HostKeyAlgorithms|IPQoS|KexAlgorithms|LogLevel|MACs|NumberOfPasswordPrompts|PasswordAuthentication|Port|PreferredAuthentications|PubkeyAuthentication|RequestTTY|ServerAliveCountMax|ServerAliveInterval|StrictHostKeyChecking=(?:yes|ask|accept-new)|TCPKeepAlive|User|IdentitiesOnly)\b/i;

const sshForms: Readonly<Record<string, RegExp>> = { o: sshSetting };

const rsync: ProgramProfile = asks(["read", "write", "network"], copies, {
  options: `-v,--verbose --info=text --debug=text --stderr=text -q,--quiet --no-motd -c,--checksum -a,--archive
    --no-*[=text] -r,--recursive -R,--relative --no-implied-dirs -b,--backup --backup-dir=write --suffix=text
    -u,--update --inplace --append --append-verify -d,--dirs --mkpath -l,--links -L,--copy-links --copy-unsafe-links
    --safe-links --munge-links -k,--copy-dirlinks -K,--keep-dirlinks -H,--hard-links -p,--perms -E,--executability
    --chmod=text -A,--acls -X,--xattrs -o,--owner -g,--group -t,--times -U,--atimes -N,--crtimes -O,--omit-dir-times
    -J,--omit-link-times -S,--sparse --preallocate -n,--dry-run -W,--whole-file --checksum-choice=text
    -x,--one-file-system -B,--block-size=text --existing,--ignore-non-existing --ignore-existing --max-delete=text
    --max-size=text --min-size=text --max-alloc=text --partial --partial-dir=write --delay-updates
    -m,--prune-empty-dirs --numeric-ids --usermap=text --groupmap=text --chown=text --timeout=text --contimeout=text
    -I,--ignore-times --size-only -@,--modify-window=text -T,--temp-dir=write -y,--fuzzy --compare-dest=read
    --copy-dest=read --link-dest=read -z,--compress --compress-choice=text --compress-level=text --skip-compress=text
    -C,--cvs-exclude -f,--filter=text -F --exclude=text --exclude-from=read --include=text --include-from=read
    --files-from=read -0,--from0 --old-args -s,--secluded-args,--protect-args --trust-sender --port=text
    --sockopts=text --blocking-io --outbuf=text --stats -8,--8-bit-output -h,--human-readable --progress -P
    -i,--itemize-changes --out-format=text --log-file=write --log-file-format=text --list-only --bwlimit=text
    --stop-after=text -4,--ipv4 -6,--ipv6 -D --devices --specials --iconv=text --checksum-seed=text --fsync
    -e,--rsh!=program --rsync-path!=program --delete! --del! --delete-before! --delete-during! --delete-delay!
    --delete-after! --delete-excluded! --ignore-errors! --force! --remove-source-files! --remove-sent-files! --daemon!
    --config!=read --password-file!=read --early-input!=read --write-batch!=write --only-write-batch!=write
    --read-batch!=read --copy-devices! --write-devices! --super! --fake-super! -M,--remote-option!=text --server!
    --sender! --address!=text`,
  operands: ["source"],
  last: "target",
  match: [
    "rsync -av --exclude node_modules src/ dist/",
    "rsync -avz --progress dist/ me@example.com:/srv/app/",
    "rsync -n -a a b",
  ],
  notMatch: [
    "rsync -e ./x a host:b",
    "rsync -a --delete a/ b/",
    "rsync --rsync-path=./x a h:b",
    "rsync -a /etc/ b",
    "rsync -a a /tmp/b",
    "rsync -ave ./x a h:b",
    "rsync --del a/ b/",
  ],
});

/** Programs that act on another machine, or copy to it. */
export const remotePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ssh: asks(["network", "exec"], remote, {
    options: `-4 -6 -a -C -f -G -N -n -q -T -t -V -v -x -y -b=text -B=text -c=text -e=text -l=text -m=text -p=text
      -i=read -J=url -E=write -Q=text -o=text -A! -D!=text -F!=read -g! -I!=read -K! -k -L!=text -M! -O!=text -P!=text
      -R!=text -s! -S!=write -w!=text -W!=text -X! -Y!`,
    operands: ["url", "program", "text"],
    leading: true,
    forms: sshForms,
    match: ["ssh -T git@github.com", "ssh -p 2222 me@example.com"],
    notMatch: [
      "ssh -oProxyCommand=./x example.com",
      "ssh example.com touch a",
      "ssh -F rc example.com",
      "ssh -o LocalCommand=./x example.com",
      "ssh -vo'PermitLocalCommand yes' h",
      "ssh -L 1:h:2 h",
    ],
  }),
  scp: asks(["read", "write", "network"], copies, {
    options: `-3 -4 -6 -B -C -O -p -q -R -r -T -v -c=text -l=text -P=text -i=read -J=url -o=text -A! -F!=read
      -S!=program -D!=text -X!=text`,
    operands: ["source"],
    last: "target",
    forms: sshForms,
    match: ["scp -r dist me@example.com:/srv/app", "scp me@example.com:log.txt ."],
    notMatch: ["scp -S ./x a h:b", "scp /etc/passwd h:b", "scp h:a /tmp/b", "scp -oProxyCommand=./x a h:b"],
  }),
  sftp: asks(["read", "write", "network"], copies, {
    options: `-4 -6 -a -C -f -N -p -q -r -v -B=text -c=text -i=read -J=url -l=text -P=text -R=text -o=text -A!
      -b!=read -D!=program -F!=read -S!=program -s!=text -X!=text`,
    operands: ["source", "target"],
    forms: sshForms,
    match: ["sftp -P 22 me@example.com:a.txt b.txt"],
    notMatch: ["sftp -b cmds h", "sftp -S ./x h", "sftp -D ./x", "sftp h:a /tmp/b"],
  }),
  rsync,
  mosh: asks(["network", "exec"], remote, {
    options:
      "-4 -6 -a -n -p=text --port=text --predict=text --no-init --ssh!=program --client!=program --server!=program",
    operands: ["url", "program", "text"],
    leading: true,
    match: ["mosh me@example.com"],
    notMatch: ["mosh --ssh=./x h", "mosh h touch a"],
  }),
  ftp: asks(["network"], copies, {
    options: "-i -n -g -v -p -d -e -a -4 -6",
    operands: ["url", "text"],
    least: 1,
    match: ["ftp -n example.com"],
    notMatch: ["ftp"],
  }),
  tftp: asks(["network"], copies, {
    options: "-v -4 -6 -m=text -l -R=text -c!=text",
    operands: ["url", "text"],
    least: 1,
    match: ["tftp example.com"],
    notMatch: ["tftp", "tftp h -c get x"],
  }),
  ansible: asks(["network"], remote, {
    options: `-i,--inventory=read -l,--limit=text --list-hosts -f,--forks=text -v -vv -vvv -o,--one-line -T=text
      -u,--user=text -C,--check -D,--diff -t,--tree=write -a,--args!=text -m,--module-name!=text -M!=read
      --module-path!=read -e,--extra-vars!=data -b,--become! -K! -k! --private-key!=read --vault-password-file!=read
      --ssh-common-args!=text --playbook-dir!=read`,
    match: ["ansible all -i hosts --list-hosts"],
    notMatch: ["ansible all -m shell -a 'touch a'", "ansible localhost -a x", "ansible all -b"],
  }),
  "ansible-playbook": asks(["network", "exec"], remote, {
    options: `-i,--inventory=read -l,--limit=text --list-hosts --list-tasks --list-tags --syntax-check -C,--check
      -D,--diff -f,--forks=text -v -vv -vvv -t,--tags=text --skip-tags=text --start-at-task=text --step -u,--user=text
      -e,--extra-vars=data -b,--become! -K! -k! --private-key!=read --vault-password-file!=read --vault-id!=text
      --ssh-common-args!=text --ssh-extra-args!=text -M!=read --module-path!=read`,
    operands: ["read"],
    hazard: /^@[/~]|ansible_/,
    match: ["ansible-playbook -i hosts site.yml --check"],
    notMatch: [
      "ansible-playbook /tmp/x.yml",
      "ansible-playbook site.yml --vault-pass ./x",
      "ansible-playbook -b site.yml",
    ],
  }),
  openssl: asks(["network", "write"], "it handles keys and opens connections", {
    subcommands: {
      version: asks(["read"], "it handles keys", { options: "-a -v -b -o -f -p -d -r -c", words: true }),
      ...Object.fromEntries(
        ["dgst", "sha256", "sha1", "sha512", "md5", "base64", "enc", "rand", "prime", "passwd", "asn1parse"].map(
          (name) => [
            name,
            asks(["read", "write"], "it handles keys", {
              options: `-sha1 -sha256 -sha384 -sha512 -md5 -hex -binary -r -c -d -e -a -A -base64 -in=read -out=write
                -hmac=text -p -P -S=text -k=text -K=text -iv=text -md=text -iter=text -pbkdf2 -salt -nosalt
                -aes-128-cbc -aes-256-cbc -aes-256-gcm -6 -1 -5 -apr1 -stdin -table -reverse -noverify -sign=read
                -verify=read -prverify=read -signature=read -keyform=text -inform=text -i -dump -strparse=text
                -engine!=text -provider!=text -provider-path!=read -config!=read -pass!=text -passin!=text
                -kfile!=read`,
              words: true,
              operands: ["read"],
            }),
          ],
        ),
      ),
      ...Object.fromEntries(
        [
          "x509",
          "req",
          "rsa",
          "ec",
          "pkey",
          "genrsa",
          "genpkey",
          "ecparam",
          "pkcs12",
          "pkcs8",
          "verify",
          "crl",
          "pkeyutl",
          "dhparam",
          "ciphers",
          "errstr",
          "list",
          "storeutl",
          "nseq",
        ].map((name) => [
          name,
          asks(["read", "write"], "it handles keys", {
            options: `-in=read -out=write -inform=text -outform=text -text -noout -subject -issuer -dates -enddate
              -startdate -serial -fingerprint -pubkey -modulus -sha256 -sha1 -x509 -new -newkey=text -nodes -noenc
              -days=text -subj=text -addext=text -key=read -keyout=write -CA=read -CAkey=read -CAcreateserial -req
              -signkey=read -extfile=read -extensions=text -pubin -pubout -check -checkend=text -ext=text
              -algorithm=text -pkeyopt=text -genkey -name=text -param_enc=text -conv_form=text -export -inkey=read
              -certfile=read -nokeys -nocerts -clcerts -cacerts -topk8 -nocrypt -traditional -legacy -CAfile=read
              -CApath=read -untrusted=read -purpose=text -partial_chain -show_chain -v -V -s -tls1_3 -sign -verify
              -encrypt -decrypt -sigfile=read -rawin -digest=text -peerkey=read -derive -2 -5 -aes256 -batch
              -config!=read -engine!=text -provider!=text -provider-path!=read -passin!=text -passout!=text
              -pass!=text -password!=text -rand!=read -writerand!=write -keygen_engine!=text`,
            words: true,
            operands: ["read"],
          }),
        ]),
      ),
      s_client: asks(["network"], "it opens connections", {
        options: `-connect=url -servername=text -showcerts -CAfile=read -CApath=read -cert=read -key=read -tls1_2
          -tls1_3 -brief -quiet -verify=text -verify_return_error -status -alpn=text -starttls=text -prexit
          -no_ign_eof -ign_eof -msg -state -debug -4 -6 -timeout -cipher=text -ciphersuites=text -sess_out!=write
          -sess_in!=read -proxy!=url -keylogfile!=write -engine!=text -provider!=text -pass!=text`,
        words: true,
      }),
      s_server: insists(["network"], "it serves files to other machines"),
      engine: insists(["exec"], "it loads libraries"),
    },
    match: [
      "openssl x509 -in cert.pem -noout -dates",
      "openssl s_client -connect example.com:443 -servername example.com",
      "openssl rand -hex 32",
      "openssl dgst -sha256 a.bin",
    ],
    notMatch: [
      "openssl enc -in /etc/passwd -base64",
      "openssl dgst -engine ./x a",
      "openssl engine ./x.so",
      "openssl s_server -accept 1",
      "openssl req -config ./x -new",
      "openssl rand -out /tmp/x 4",
    ],
  }),
});
