import { asks, insists, type ProgramProfile } from "../profile.ts";

const talks = "it talks to the container daemon, which has every right";
const starts = "it runs programs outside this sandbox";
const removes = "it removes what containers have kept";
const publishes = "it publishes an image";
const rights = "it changes whom the daemon trusts";

const listing =
  "-a,--all -f,--filter=text --format=text -n,--last=text -l,--latest --no-trunc -q,--quiet -s,--size --digests --tree";

const running = `--add-host=text --annotation=text -a,--attach=text --blkio-weight=text -c,--cpu-shares=text
  --cpu-count=text --cpu-percent=text --cpu-period=text --cpu-quota=text --cpus=text --cpuset-cpus=text
  --cpuset-mems=text -d,--detach --detach-keys=text --dns=text --dns-option=text --dns-search=text --domainname=text
  -e,--env=text --expose=text --gpus=text --group-add=text --health-interval=text --health-retries=text
  --health-start-period=text --health-timeout=text -h,--hostname=text --init -i,--interactive --ip=text --ip6=text
  -l,--label=text --link=text --log-driver=text --log-opt=text --mac-address=text -m,--memory=text
  --memory-reservation=text --memory-swap=text --name=text --network,--net=text --network-alias=text --no-healthcheck
  --oom-score-adj=text --pids-limit=text --platform=text -p,--publish=text -P,--publish-all --pull=text -q,--quiet
  --read-only --rm --shm-size=text --sig-proxy[=text] --stop-signal=text --stop-timeout=text --tmpfs=text -t,--tty
  --ulimit=text -u,--user=text -w,--workdir=text --cap-drop=text --ipc=text --security-opt=text --cidfile=write
  --env-file=read --label-file=read -v,--volume=mount --mount=mount --pod=text --replace --tz=text --userns!=text
  --uts!=text --pid!=text --cgroupns!=text --cgroup-parent!=text --cap-add!=text --device!=text
  --device-cgroup-rule!=text --privileged! --entrypoint!=program --health-cmd!=code --runtime!=text
  --volumes-from!=text --volume-driver!=text --restart!=text --storage-opt!=text --sysctl!=text --oom-kill-disable!
  --use-api-socket! --isolation!=text --disable-content-trust!`;

/** Networks and restrictions that keep a container apart. */
const apart: Readonly<Record<string, RegExp>> = {
  network: /^(?!host$|container:|ns:)[\w.:/-]+$/,
  ipc: /^(?:private|none|shareable)$/,
  "security-opt": /^no-new-privileges(?:[:=]true)?$/,
};

const building = `--add-host=text --annotation=text --build-arg=text --cache-from=text --cache-to=text --call=text
  --cgroup-parent!=text --check --compress --cpu-period=text --cpu-quota=text -c,--cpu-shares=text --cpuset-cpus=text
  -f,--file=read --force-rm --iidfile=write --label=text --load -m,--memory=text --memory-swap=text
  --metadata-file=write --network=text --no-cache --no-cache-filter=text --platform=text --progress=text
  --provenance=text --pull --push! -q,--quiet --rm --sbom=text --secret=mount --shm-size=text --squash -t,--tag=text
  --target=text --ulimit=text --builder=text -D,--debug --allow!=text --ssh!=text -o,--output!=text
  --build-context!=text --security-opt!=text --isolation!=text`;

const look = (options = listing): ProgramProfile => asks(["read"], talks, { options });
const act = (options: string): ProgramProfile => asks(["exec"], talks, { options });
const build = asks(["exec", "network"], starts, {
  options: building,
  operands: ["source"],
  hazard: /^-$|^(?:https?|git|ssh):|^github\.com|^git@/,
  forms: { network: /^(?:none|default)$/ },
});
const run = asks(["exec", "network"], starts, {
  options: running,
  operands: ["text", "program", "text"],
  leading: true,
  forms: apart,
});
const create = asks(["exec", "network"], starts, {
  options: running,
  operands: ["text", "program", "text"],
  leading: true,
  forms: apart,
});
const exec = asks(["exec"], starts, {
  options: `-d,--detach --detach-keys=text -e,--env=text --env-file=read -i,--interactive -t,--tty -u,--user=text
    -w,--workdir=text --privileged!`,
  operands: ["text", "program", "text"],
  leading: true,
});
const copy = asks(["read", "write"], talks, {
  options: "-a,--archive -L,--follow-link -q,--quiet",
  operands: ["source"],
  last: "target",
});
const pull = asks(["network"], "it fetches an image", {
  options: "-a,--all-tags --platform=text -q,--quiet --policy=text --disable-content-trust!",
});
const push = insists(["network"], publishes);
const prune = insists(["loss"], removes);
const logs = look("--details -f,--follow --since=text -n,--tail=text -t,--timestamps --until=text");
const inspect = look("-f,--format=text -s,--size --type=text");
const stop = act("-s,--signal=text -t,--timeout,--time=text -a,--all -i,--ignore");
const remove = asks(["loss"], removes, { options: "-f,--force -l,--link -v,--volumes! -a,--all -i --ignore" });
const removeImage = asks(["loss"], removes, { options: "-f,--force --no-prune --platform=text -a,--all!" });

/** What is done with one container. */
const container: Readonly<Record<string, ProgramProfile>> = {
  run,
  create,
  exec,
  cp: copy,
  logs,
  stop,
  kill: stop,
  restart: stop,
  rm: remove,
  start: act("-a,--attach -i,--interactive --detach-keys=text"),
  pause: act(""),
  unpause: act(""),
  wait: act(""),
  rename: act(""),
  attach: act("--no-stdin --detach-keys=text --sig-proxy[=text]"),
  update: act("--cpus=text -m,--memory=text --memory-swap=text --restart!=text"),
  top: look(""),
  port: look(""),
  diff: look(""),
  stats: look("-a,--all --format=text --no-stream --no-trunc"),
  export: asks(["write"], talks, { options: "-o,--output=write" }),
  commit: act("-a,--author=text -c,--change=text -m,--message=text -p,--pause[=text]"),
};

const composeGlobals = `-f,--file=read -p,--project-name=text --profile=text --env-file=read --project-directory=read
  --ansi=text --parallel=text --progress=text --dry-run --compatibility --all-resources -v --verbose`;
const composeLook = asks(["read"], talks, {
  options: `-a,--all --filter=text --format=text -n=text --no-trunc -q,--quiet --orphans --services --volumes --images
    --profiles --hash=text -o,--output=write --no-interpolate --no-normalize --no-path-resolution
    --resolve-image-digests --environment --status=text -f,--follow --since=text --tail=text -t,--timestamps
    --until=text --no-color --no-log-prefix --index=text --json --protocol=text --dry-run`,
});
const composeAct = asks(["exec", "network"], starts, {
  options: `-d,--detach --build --no-build --force-recreate --no-recreate --no-deps --no-start --remove-orphans
    --scale=text -t,--timeout=text --wait --wait-timeout=text -w,--watch --abort-on-container-exit
    --abort-on-container-failure --always-recreate-deps --attach=text --no-attach=text --attach-dependencies
    --exit-code-from=text --no-color --no-log-prefix --pull=text --quiet-pull --quiet-build -V,--renew-anon-volumes
    --timestamps --menu -y,--yes -s,--signal=text -f,--force --stop --dry-run --no-cache --build-arg=text
    -m,--memory=text -q,--quiet --ignore-buildable --ignore-pull-failures --include-deps --policy=text
    --with-dependencies --check --push! -v,--volumes! --rmi!=text --ssh!=text --builder=text --provenance=text
    --sbom=text --print --no-up --prune`,
});

const compose: ProgramProfile = asks(["read"], talks, {
  options: composeGlobals,
  subcommands: {
    ...Object.fromEntries(
      ["ps", "logs", "config", "convert", "images", "ls", "top", "port", "events", "version", "stats", "volumes"].map(
        (name) => [name, composeLook],
      ),
    ),
    ...Object.fromEntries(
      [
        "up",
        "down",
        "build",
        "start",
        "stop",
        "restart",
        "create",
        "pull",
        "kill",
        "rm",
        "pause",
        "unpause",
        "watch",
        "scale",
        "wait",
        "attach",
      ].map((name) => [name, composeAct]),
    ),
    exec: asks(["exec"], starts, {
      options: `-d,--detach -e,--env=text --index=text -T,--no-tty --no-TTY -i,--interactive -t,--tty -u,--user=text
        -w,--workdir=text --privileged!`,
      operands: ["text", "program", "text"],
      leading: true,
    }),
    run: asks(["exec", "network"], starts, {
      options: `-d,--detach --build -e,--env=text --env-from-file=read -i,--interactive -l,--label=text --name=text
        -T,--no-TTY --no-deps -p,--publish=text --pull=text --quiet-pull --remove-orphans --rm -P,--service-ports
        --use-aliases -u,--user=text -v,--volume=mount -w,--workdir=text --cap-drop=text --cap-add!=text
        --entrypoint!=program`,
      operands: ["text", "program", "text"],
      leading: true,
    }),
    cp: copy,
    push,
    publish: push,
  },
  match: [],
  notMatch: [],
});

const groups: Readonly<Record<string, ProgramProfile>> = {
  container: asks(["read"], talks, {
    subcommands: { ...container, ls: look(), list: look(), ps: look(), inspect, prune },
  }),
  image: asks(["read"], talks, {
    subcommands: {
      ls: look(),
      list: look(),
      inspect,
      history: look("--format=text -H,--human --no-trunc -q,--quiet --platform=text"),
      build,
      pull,
      push,
      prune,
      rm: removeImage,
      tag: act(""),
      save: asks(["write"], talks, { options: "-o,--output=write --platform=text" }),
      load: act("-i,--input=read -q,--quiet --platform=text"),
    },
  }),
  network: asks(["read"], talks, {
    subcommands: {
      ls: look(),
      list: look(),
      inspect,
      create: act("-d,--driver=text --subnet=text --gateway=text --internal --attachable --ipv6 --label=text -o!=text"),
      connect: act("--alias=text --ip=text --link=text"),
      disconnect: act("-f,--force"),
      rm: remove,
      prune,
    },
  }),
  volume: asks(["read"], talks, {
    subcommands: {
      ls: look(),
      list: look(),
      inspect,
      create: act("--name=text --label=text -d!=text --driver!=text -o!=text --opt!=text"),
      rm: prune,
      prune,
    },
  }),
  system: asks(["read"], talks, {
    subcommands: {
      df: look("-v,--verbose --format=text"),
      info: look("-f,--format=text"),
      events: look("-f,--filter=text --format=text --since=text --until=text"),
      prune,
    },
  }),
  builder: asks(["read"], talks, { subcommands: { build, prune } }),
  buildx: asks(["read"], talks, {
    subcommands: {
      build,
      b: build,
      ls: look("--format=text --no-trunc"),
      du: look("--filter=text --verbose --format=text"),
      inspect: look("--bootstrap"),
      version: look(""),
      imagetools: asks(["network"], talks, {
        subcommands: { inspect: asks(["network"], talks, { options: "--format=text --raw" }) },
      }),
      bake: insists(["exec"], starts),
      create: insists(["exec"], starts),
      use: insists(["environment"], rights),
      prune,
      rm: prune,
    },
  }),
  context: asks(["read"], talks, {
    subcommands: {
      ls: look("--format=text -q,--quiet"),
      show: look(""),
      inspect,
      use: insists(["environment"], rights),
      create: insists(["environment"], rights),
      rm: insists(["environment"], rights),
    },
  }),
  compose,
};

function engine(name: string, globals: string): ProgramProfile {
  return asks(["read"], talks, {
    options: globals,
    subcommands: {
      ...container,
      ...groups,
      build,
      pull,
      push,
      inspect,
      ps: look(),
      images: look(),
      history: look("--format=text -H,--human --no-trunc -q,--quiet"),
      info: look("-f,--format=text"),
      version: look("-f,--format=text"),
      events: look("-f,--filter=text --format=text --since=text --until=text"),
      search: asks(["network"], "it asks a registry", {
        options: "-f,--filter=text --format=text --limit=text --no-trunc",
      }),
      tag: act(""),
      rmi: removeImage,
      save: asks(["write"], talks, { options: "-o,--output=write --platform=text --format=text -q" }),
      load: act("-i,--input=read -q,--quiet --platform=text"),
      import: asks(["exec"], talks, {
        options: "-c,--change=text -m,--message=text --platform=text",
        operands: ["source", "text"],
      }),
      manifest: asks(["network"], talks, {
        subcommands: { inspect: asks(["network"], talks, { options: "--insecure! -v,--verbose" }) },
      }),
      login: insists(["environment"], rights),
      logout: insists(["environment"], rights),
      swarm: insists(["exec"], starts),
      service: insists(["exec"], starts),
      stack: insists(["exec"], starts),
      plugin: insists(["exec"], starts),
      trust: insists(["environment"], rights),
      secret: insists(["environment"], rights),
    },
    match: [
      `${name} ps -a`,
      `${name} build -t app:dev -f Dockerfile .`,
      `${name} run --rm -it -p 3000:3000 -v ./src:/app/src -e A=1 node:20`,
      `${name} logs -f --tail 100 web`,
      `${name} compose up -d --build`,
      `${name} compose -f compose.dev.yml logs -f web`,
      `${name} images --format '{{.Repository}}'`,
    ],
    notMatch: [
      `${name} run -v /:/h alpine`,
      `${name} run --privileged alpine`,
      `${name} run --pid=host alpine`,
      `${name} run --network host alpine`,
      `${name} run alpine touch a`,
      `${name} run --mount type=bind,source=/etc,target=/e alpine`,
      `${name} run -v /var/run/docker.sock:/s alpine`,
      `${name} run --rm --cap-ad SYS_ADMIN alpine`,
      `${name} exec web touch a`,
      `${name} cp web:/x /tmp/x`,
      `${name} system prune -af`,
      `${name} volume rm data`,
      `${name} volume create -o device=/ x`,
      `${name} build -f /tmp/Dockerfile .`,
      `${name} compose down -v`,
      `${name} push app`,
      `${name} build https://h/x.git`,
    ],
  });
}

/** Programs that build and run containers. */
export const containerPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  docker: engine(
    "docker",
    `-D,--debug -l,--log-level=text -v -H,--host!=url -c,--context!=text --config!=read --tls! --tlscacert!=read
      --tlscert!=read --tlskey!=read --tlsverify!`,
  ),
  podman: engine(
    "podman",
    `--log-level=text -v --noout --cgroup-manager!=text --conmon!=program --runtime!=program --root!=write
      --runroot!=write --url!=url -r! --remote! -c!=text --connection!=text --module!=read --hooks-dir!=read
      --network-cmd-path!=program --storage-opt!=text --tmpdir!=write --identity!=read`,
  ),
  nerdctl: engine(
    "nerdctl",
    `--debug -n,--namespace=text -a!=text --address!=text -H!=text --host!=text --data-root!=write --cni-path!=read
      --cni-netconfpath!=read --hosts-dir!=read --insecure-registry!`,
  ),
  "docker-compose": {
    ...compose,
    match: ["docker-compose up -d", "docker-compose -f compose.dev.yml ps"],
    notMatch: [
      "docker-compose exec web touch a",
      "docker-compose down -v",
      "docker-compose -f /tmp/x.yml up",
      "docker-compose run -v /:/h web",
    ],
  },
});
