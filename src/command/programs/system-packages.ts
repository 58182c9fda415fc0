import { alike, asks, insists, type ProgramProfile, prints } from "../profile.ts";

const installs = "it installs system packages, which run programs as they are installed";
const removes = "it removes system packages";
const fetches = "it fetches lists of system packages";

/** Files and addresses in the place of names are packages that nobody has signed for this machine. */
const file = /\.(?:deb|rpm|apk|snap|rb)$|^[./~]|:\/\//;

const aptOptions = `-y,--yes,--assume-yes --assume-no -q[=text] --quiet[=text] -qq
  -s,--simulate,--just-print,--dry-run,--recon,--no-act -d,--download-only -f,--fix-broken
  -m,--ignore-missing,--fix-missing --no-download --no-install-recommends --install-recommends --no-install-suggests
  --install-suggests --no-upgrade --only-upgrade --with-new-pkgs --reinstall --purge --auto-remove,--autoremove
  --no-remove -V,--verbose-versions -u,--show-upgraded --no-show-upgraded -t,--target-release,--default-release=text
  -a,--all-versions --installed --upgradable --manual-installed -n,--names-only -i,--important --no-all-versions
  --show-progress --print-uris --ignore-hold --trivial-only --mark-auto -eany --error-on=text -h -v -o,--option!=text
  -c,--config-file!=read --with-source!=read --allow-downgrades! --allow-remove-essential!
  --allow-change-held-packages! --force-yes! --allow-unauthenticated! --allow-insecure-repositories!
  --allow-releaseinfo-change! -b,--compile,--build! --no-list-cleanup --list-cleanup
  --no-pre-depends,--no-depends,--no-recommends,--no-suggests --recurse --full`;

function apt(name: string): ProgramProfile {
  const shared = { options: aptOptions, hazard: file };
  return asks(["privilege", "network"], installs, {
    options: aptOptions,
    subcommands: {
      ...alike(
        `list search show showpkg showsrc policy depends rdepends madison pkgnames stats dump unmet dotty check help
          moo`,
        prints(aptOptions),
      ),
      ...alike("update download changelog", asks(["network", "privilege"], fetches, shared)),
      ...alike(
        "install upgrade full-upgrade dist-upgrade satisfy build-dep reinstall clean autoclean distclean",
        asks(["privilege", "network"], installs, shared),
      ),
      ...alike("remove purge autoremove autopurge", insists(["privilege", "loss"], removes, shared)),
      ...alike("source edit-sources dselect-upgrade indextargets", insists(["privilege", "network"], installs, shared)),
    },
    match: [
      `${name} update`,
      `${name} install -y --no-install-recommends ripgrep`,
      `${name} show curl`,
      `${name} install -qq curl jq=1.6-2`,
    ],
    notMatch: [
      `${name} update -o APT::Update::Pre-Invoke::=./x`,
      `${name} install ./x.deb`,
      `${name} -c ./apt.conf update`,
      `${name} remove -y curl`,
      `${name} install -y --allow-unauth x`,
      `${name} edit-sources`,
    ],
  });
}

const dnfOptions = `-y,--assumeyes --assumeno -q,--quiet -v,--verbose -C,--cacheonly --refresh --best --nobest -b
  -e=text -d=text --enablerepo=text --disablerepo=text --repo,--repoid=text -x,--exclude,--excludepkgs=text
  --showduplicates --installed --available --skip-broken --downloadonly --allowerasing! --nogpgcheck! --no-gpgchecks!
  -c,--config!=read --setopt!=text --installroot!=write --repofrompath!=text --releasever=text --forcearch!=text
  --destdir,--downloaddir!=write -h`;

function dnf(name: string): ProgramProfile {
  const shared = { options: dnfOptions, hazard: file };
  return asks(["privilege", "network"], installs, {
    options: dnfOptions,
    subcommands: {
      ...alike(
        "list info search provides whatprovides repolist repoquery check-update history deplist updateinfo help",
        asks(["network"], fetches, shared),
      ),
      ...alike(
        "install update upgrade makecache reinstall group groupinstall builddep clean",
        asks(["privilege", "network"], installs, shared),
      ),
      ...alike("remove erase autoremove downgrade swap distro-sync", insists(["privilege", "loss"], removes, shared)),
      shell: insists(["privilege"], installs, shared),
    },
    match: [`${name} install -y jq`, `${name} list --installed`, `${name} search ripgrep`],
    notMatch: [
      `${name} install -y ./x.rpm`,
      `${name} install --nogpgcheck x`,
      `${name} -c ./x.conf list`,
      `${name} remove jq`,
      `${name} --setopt=pluginpath=. list`,
    ],
  });
}

const brewFlags = `-q,--quiet -v,--verbose -d,--debug -f,--force! --formula,--formulae --cask,--casks -1 -l -r -t
  --versions --json[=text] --installed --desc --greedy --dry-run,-n -s,--build-from-source! --HEAD! --force-bottle
  -g,--git -i,--interactive! --cc!=text --overwrite! --appdir!=write --no-quarantine! -h --all --full-name --multiple
  --pinned`;

/** The packages of the system: shown freely where that needs no network, changed with leave. */
export const packagePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  apt: apt("apt"),
  "apt-get": apt("apt-get"),
  aptitude: apt("aptitude"),
  "apt-cache": prints(
    `${aptOptions} -p,--pkg-cache!=write --src-cache!=write -g,--generate --no-generate --all-names`,
    {
      match: ["apt-cache policy curl", "apt-cache search --names-only ^jq", "apt-cache depends --recurse curl"],
      notMatch: ["apt-cache -o Dir=/x policy", "apt-cache -c ./x policy", "apt-cache --config=./x policy"],
    },
  ),
  dpkg: prints(
    `-l,--list -L,--listfiles -s,--status -S,--search -p,--print-avail -C,--audit -V,--verify[=text]
     --verify-format=text --get-selections --print-architecture --print-foreign-architectures --compare-versions
     --yet-to-unpack -I,--info -c,--contents -f,--field --assert-help --no-pager --robot -? -h -i,--install! --unpack!
     -A,--record-avail! --configure! --triggers-only! -r,--remove! -P,--purge! --set-selections! --clear-selections!
     --update-avail! --merge-avail! --clear-avail! --forget-old-unavail! --add-architecture! --remove-architecture!
     -x,--extract! -X,--vextract! -e,--control! -b,--build! --admindir!=read --root!=write --instdir!=write
     --pre-invoke!=program --post-invoke!=program --status-logger!=program --log!=write --path-exclude=text
     --path-include=text -D,--debug=text --force-all! --force-things!=text -a,--pending! -R,--recursive!
     --no-triggers! -O,--selected-only -E,--skip-same-version -G,--refuse-downgrade -B,--auto-deconfigure!
     --no-debsig! --no-act,--dry-run,--simulate --status-fd=text --ignore-depends!=text --abort-after=text`,
    {
      match: ["dpkg -l", "dpkg -S /usr/bin/ls", "dpkg -L curl", "dpkg --print-architecture", "dpkg -s libc6"],
      notMatch: [
        "dpkg -i x.deb",
        "dpkg --pre-invoke=./x -l",
        "dpkg --pre-inv=./x -l",
        "dpkg --purge curl",
        "dpkg --root=/x -l",
        "dpkg --force-all -l",
      ],
    },
  ),
  "dpkg-query": prints(
    `-s,--status -p,--print-avail -L,--listfiles -l,--list -W,--show -S,--search --control-list --control-show
     -c,--control-path -? --admindir!=read --root!=read --load-avail --no-pager -f,--showformat=text`,
    { match: ["dpkg-query -W -f '${Version}' curl", "dpkg-query -l"], notMatch: ["dpkg-query --admindir=/x -l"] },
  ),
  yum: dnf("yum"),
  dnf: dnf("dnf"),
  rpm: asks(["privilege"], installs, {
    options: `-q,--query -qa -qi -ql -qf -qc -qd -qR -qp -qip -qlp -qpi -qpl -a,--all -f,--file=read -l,--list
      -c,--configfiles -d,--docfiles -p,--package -R,--requires --provides --scripts --changelog
      --qf,--queryformat=text -V,--verify -K,--checksig -v -vv --quiet --nodeps! -i,--install! -U,--upgrade!
      -F,--freshen! -e,--erase! -E,--eval!=code -D,--define!=code --undefine!=text --load!=read --macros!=read
      --rcfile!=read --pipe!=program --root!=write --dbpath!=write --import! --initdb! --rebuilddb! --nosignature!
      --force! --noscripts --test -h,--hash -L --showrc`,
    operands: ["text"],
    match: ["rpm -qa", "rpm -qi curl", "rpm -ql curl", "rpm -V curl"],
    notMatch: [
      "rpm -i x.rpm",
      "rpm --eval '%(id)'",
      "rpm -E '%(id)'",
      "rpm -qa --pipe ./x",
      "rpm -e curl",
      "rpm --ev '%(id)'",
    ],
  }),
  pacman: asks(["privilege", "network"], installs, {
    options: `-Q,--query -S,--sync -F,--files -T,--deptest -s,--search -i,--info -l,--list -o,--owns -k,--check
      -e,--explicit -d,--deps -t,--unrequired -m,--foreign -n,--native -u,--sysupgrade,--upgrades -y,--refresh
      -q,--quiet -v,--verbose -w,--downloadonly -p,--print --needed --noconfirm --color=text --asdeps --asexplicit
      -R,--remove! -U,--upgrade! -D,--database! -c,--clean! --overwrite!=text --config!=read -r,--root!=write
      -b,--dbpath!=write --hookdir!=read --gpgdir!=read --cachedir!=write --logfile!=write --sysroot!=write -h -V`,
    hazard: file,
    match: ["pacman -Q", "pacman -S --noconfirm --needed jq", "pacman -Ss ripgrep", "pacman -Syu --noconfirm"],
    notMatch: ["pacman -U ./x.pkg", "pacman -Rns jq", "pacman --config ./x -S jq", "pacman --hookdir . -S jq"],
  }),
  apk: asks(["privilege", "network"], installs, {
    options: `-q,--quiet -v,--verbose -U,--update-cache --no-cache --no-progress --progress --wait=text
      --cache-max-age=text -f,--force! -p,--root!=write -X,--repository!=text --repositories-file!=read
      --keys-dir!=read --allow-untrusted! --arch!=text --cache-dir!=write --initdb! -h -V`,
    subcommands: {
      ...alike(
        "info list search policy dot version stats",
        prints(
          `-q -v -a -d -e -f -i,--installed -I -L -r -R -s -t -w -x -W -P -o -u,--upgradable --who-owns --depends
           --rdepends`,
        ),
      ),
      ...alike(
        "add update upgrade fix fetch cache",
        asks(["privilege", "network"], installs, {
          options: `-q -v -U --no-cache --no-progress -u,--upgrade -l,--latest -t,--virtual=text -s,--simulate
             -X,--repository!=text --allow-untrusted! -a,--available --initdb! -o,--output!=write --root!=write`,
          hazard: file,
        }),
      ),
      del: insists(["privilege", "loss"], removes, { options: "-q -v -r,--rdepends -s,--simulate --no-cache" }),
    },
    match: ["apk add --no-cache git curl", "apk info -L musl", "apk update"],
    notMatch: ["apk add --allow-untrusted ./x.apk", "apk add ./x.apk", "apk -X http://x add y", "apk del git"],
  }),
  brew: asks(["network", "exec"], installs, {
    options: "-q -v -d -h",
    subcommands: {
      ...alike(
        `list ls info search desc deps uses leaves outdated config doctor home home log --prefix --cellar --cache
          shellenv commands`,
        prints(brewFlags),
      ),
      ...alike(
        "install upgrade update reinstall fetch tap link unlink pin unpin cleanup",
        asks(["network", "exec"], installs, { options: brewFlags, hazard: file }),
      ),
      services: asks(["environment"], "it changes what runs on the machine", { options: brewFlags }),
      ...alike("uninstall remove rm autoremove untap", insists(["loss"], removes, { options: brewFlags })),
      ...alike(
        "sh ruby irb edit create test bundle develop",
        insists(["exec"], "it runs programs", { options: brewFlags }),
      ),
    },
    match: ["brew install jq", "brew list --versions", "brew upgrade --formula"],
    notMatch: ["brew sh", "brew install ./x.rb", "brew uninstall jq", "brew install --HEAD jq"],
  }),
  snap: asks(["privilege", "network"], installs, {
    subcommands: {
      ...alike("list info find version changes services connections", prints("--all --unicode=text --color=text")),
      ...alike(
        "install refresh download",
        asks(["privilege", "network"], installs, {
          options: "--channel=text --edge --beta --stable --classic! --dangerous! --devmode! --jailmode",
          hazard: file,
        }),
      ),
      ...alike(
        "remove disable revert",
        insists(["privilege", "loss"], removes, { options: "--purge --revision=text" }),
      ),
      ...alike("run set connect disconnect alias", insists(["privilege"], installs)),
    },
    match: ["snap list", "snap install jq"],
    notMatch: ["snap install --dangerous ./x.snap", "snap run x", "snap remove jq"],
  }),
});
