import { alike, asks, insists, type ProgramProfile, prints } from "../profile.ts";

const services = "it changes what runs on the machine";
const later = "it plans programs for later";

const systemctlOptions = `--system --user -H,--host!=text -M,--machine!=text -t,--type=text --state=text --failed
  -p,--property=text -P=text -a,--all -l,--full -r,--recursive --reverse --with-dependencies --job-mode=text
  -T,--show-transaction --show-types --value --check-inhibitors=text -i --kill-whom=text --kill-who=text
  -s,--signal=text --what=text --now --dry-run -q,--quiet --wait --no-block --no-wall --no-reload --legend[=text]
  --no-legend --no-pager --no-ask-password --global! --runtime -f,--force! --preset-mode=text --root!=read
  --image!=read -n,--lines=text -o,--output=text --firmware-setup! --boot-loader-menu!=text --boot-loader-entry!=text
  --plain --timestamp=text --read-only --mkdir --marked --after --before --message=text --reboot-argument!=text -h`;

const controls = { options: systemctlOptions };

const systemctl = prints(systemctlOptions, {
  subcommands: {
    ...alike(
      `list-units list-automounts list-sockets list-timers list-paths list-unit-files list-dependencies list-machines list-jobs
       is-active is-failed is-enabled is-system-running status show get-default`,
      prints(systemctlOptions),
    ),
    ...alike("cat show-environment", asks(["read"], "it prints settings, which may hold secrets", controls)),
    ...alike(
      `start stop reload restart try-restart reload-or-restart try-reload-or-restart reset-failed cancel
        daemon-reload freeze thaw`,
      asks(["environment"], services, controls),
    ),
    ...alike(
      `enable disable reenable preset preset-all mask unmask link revert add-wants add-requires edit set-default set-property
       set-environment unset-environment import-environment service-log-level service-log-target log-level log-target bind
       mount-image daemon-reexec`,
      insists(["persistence"], "it changes what runs on the machine from now on", controls),
    ),
    ...alike(
      `kill clean isolate default rescue emergency halt poweroff reboot kexec exit switch-root suspend hibernate
        hybrid-sleep suspend-then-hibernate`,
      insists(["loss"], "it ends what runs on the machine", controls),
    ),
  },
  match: [
    "systemctl status nginx --no-pager",
    "systemctl --user list-units --type=service",
    "systemctl restart nginx",
    "systemctl is-active -q docker",
  ],
  notMatch: [
    "systemctl poweroff",
    "systemctl enable --now x",
    "systemctl edit nginx",
    "systemctl -H root@x status",
    "systemctl link ./x.service",
    "systemctl --root=x enable y",
  ],
});

/** Programs that start, stop and plan others, and that show their logs. */
export const servicePrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  systemctl,
  service: asks(["environment"], services, {
    options: "--status-all --full-restart -h",
    hazard: /[/]/,
    match: ["service nginx status", "service --status-all"],
    notMatch: ["service ../../tmp/x start"],
  }),
  journalctl: asks(["read"], "logs of the machine may hold secrets", {
    options: `--system --user -M,--machine!=text -m,--merge -D,--directory=read --file=read --root!=read --image!=read
      --namespace=text -S,--since=text -U,--until=text -c,--cursor=text --after-cursor=text --cursor-file!=write
      -b,--boot[=text] -u,--unit=text --user-unit=text -t,--identifier=text -T,--exclude-identifier=text
      -p,--priority=text --facility=text -g,--grep=text --case-sensitive[=text] -k,--dmesg -o,--output=text
      --output-fields=text -n,--lines[=text] -r,--reverse --show-cursor --utc -x,--catalog --no-hostname --no-full
      -l,--full -a,--all -f,--follow --no-tail -q,--quiet --no-pager -e,--pager-end --interval!=text
      --verify-key!=text --force! -N,--fields -F,--field=text --list-boots --disk-usage --vacuum-size!=text
      --vacuum-files!=text --vacuum-time!=text --verify --sync! --relinquish-var! --smart-relinquish-var! --flush!
      --rotate! --header --list-catalog --dump-catalog --update-catalog! --setup-keys! -h`,
    match: [
      "journalctl -u nginx -n 50 --no-pager",
      "journalctl -f -u app --since '1 hour ago'",
      "journalctl -b -p err",
    ],
    notMatch: [
      "journalctl --vacuum-time=1s",
      "journalctl --vacuum-t=1s",
      "journalctl -D /mnt/x",
      "journalctl --rotate",
      "journalctl --cursor-file=x",
    ],
  }),
  loginctl: asks(["environment"], services, {
    options: `--no-pager --no-legend --no-ask-password -H,--host!=text -M,--machine!=text -p,--property=text -P=text
      -a,--all --value -l,--full --kill-whom=text -s,--signal=text -n,--lines=text -o,--output=text -h`,
    subcommands: {
      ...alike(
        "list-sessions list-users list-seats session-status show-session user-status show-user show-seat seat-status",
        prints("-p=text -a -l -n=text --value"),
      ),
      ...alike("lock-session unlock-session lock-sessions activate", asks(["environment"], services)),
    },
    otherwise: [[/^/, insists(["persistence"], services)]],
    match: ["loginctl list-sessions", "loginctl show-user node"],
    notMatch: ["loginctl enable-linger node", "loginctl -H x list-users", "loginctl terminate-user node"],
  }),
  timedatectl: prints(
    `--no-pager --no-ask-password -H,--host!=text -M,--machine!=text --adjust-system-clock! --monitor
     -p,--property=text -a,--all --value -h`,
    {
      subcommands: {
        ...alike(
          "status show list-timezones timesync-status show-timesync",
          prints("-p=text -a,--all --value --monitor"),
        ),
      },
      otherwise: [[/^/, insists(["privilege"], services)]],
      match: ["timedatectl", "timedatectl show -p Timezone"],
      notMatch: ["timedatectl set-time 2020-01-01"],
    },
  ),
  crontab: asks(["persistence"], later, {
    options: "-u!=text -e! -l -r! -i -n -T=read -V",
    operands: ["read"],
    match: ["crontab -l", "crontab jobs.cron"],
    notMatch: ["crontab -r", "crontab -e", "crontab -u root -l", "crontab /etc/x"],
  }),
  at: asks(["persistence"], later, {
    options: "-V -q=text -m -M -u!=text -f=read -t=text -l -r! -d! -b -v -c -o=text",
    match: ["at -l", "at -f job.sh now + 1 hour"],
    notMatch: ["at -d 1", "at -f /etc/x now", "at -u root now"],
  }),
  batch: asks(["persistence"], later, {
    options: "-V -q=text -m -f=read",
    match: ["batch -f job.sh"],
    notMatch: ["batch -f /etc/x"],
  }),
  atq: prints("-V -q=text -o=text", { match: ["atq"], notMatch: ["atq --bogus"] }),
  atrm: asks(["loss"], "it drops what was planned", {
    options: "-V",
    match: ["atrm 3"],
    notMatch: ["atrm 3 > /etc/x"],
  }),
});
