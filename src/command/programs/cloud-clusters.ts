import { alike, asks, insists, type ProgramProfile, prints } from "../profile.ts";

const looks = "it asks a cluster";
const changes = "it changes what runs in a cluster";
const removes = "it removes what runs in a cluster";
const enters = "it runs programs in a cluster, or reaches into it";
const trusts = "it changes which cluster is used, and how";

const clusterOptions = `--context=text --cluster=text --user=text -n,--namespace=text --request-timeout=text --cache-dir=write
  --disable-compression --match-server-version --profile=text --profile-output=write --log-flush-frequency=text -v,--v=text
  --vmodule=text --warnings-as-errors -h --kuberc!=read --kubeconfig!=read -s,--server!=url --token!=text --username!=text
  --password!=text --as!=text --as-group!=text --as-uid!=text --as-user-extra!=text --certificate-authority!=read
  --client-certificate!=read --client-key!=read --insecure-skip-tls-verify! --tls-server-name!=text`;

const printed = "-o,--output=text --template=text --allow-missing-template-keys --show-managed-fields";
const chosen =
  "-l,--selector=text --field-selector=text -A,--all-namespaces --all! -f,--filename=source -k,--kustomize=source -R,--recursive";

/** Secrets, which are printed as they are, and templates from files of any place. */
const kept = /(?:^|,)secrets?(?:$|[,/.])|^(?:go-template-file|jsonpath-file|custom-columns-file|templatefile)=/i;

const look = (options: string, operands: ProgramProfile["operands"] = ["text"]): ProgramProfile =>
  asks(["network"], looks, { options: `${clusterOptions} ${options}`, operands, hazard: kept });
const change = (options: string, operands: ProgramProfile["operands"] = ["text"]): ProgramProfile =>
  insists(["network"], changes, {
    options: `${clusterOptions} ${printed} ${chosen} --dry-run[=text] --field-manager=text --record[=text] --local ${options}`,
    operands,
  });
const enter = (options: string, rest: Partial<ProgramProfile> = {}): ProgramProfile => ({
  ...insists(["network", "exec"], enters, {
    options: `${clusterOptions} -c,--container=text --pod-running-timeout=text ${options}`,
  }),
  ...rest,
});

const creating = change(
  "--edit! --raw!=text --save-config --validate[=text] --windows-line-endings --image=text --replicas=text --port=text --from=text --schedule=text --class=text --rule=text --annotation=text --default-backend=text --hard=text --scopes=text --min-available=text --max-unavailable=text --value=text --description=text --global-default --verb=text --resource=text --resource-name=text --clusterrole=text --role=text --serviceaccount=text --group=text --tcp=text --clusterip=text --node-port=text --external-name=text --type=text --duration=text --audience=text --append-hash --from-literal=text --from-file=data --from-env-file=read --cert=read --key=read --docker-server=text --docker-username=text --docker-password=text --docker-email=text",
);

const kubectl: ProgramProfile = asks(["network"], looks, {
  options: clusterOptions,
  subcommands: {
    get: look(
      `${printed} ${chosen} -w,--watch --watch-only --output-watch-events --no-headers --sort-by=text -L,--label-columns=text --show-labels
       --show-kind --ignore-not-found --chunk-size=text --server-print --subresource=text --raw!=text`,
    ),
    describe: look(`${chosen} --show-events[=text] --chunk-size=text`),
    logs: look(
      `${chosen} -f,--follow -p,--previous -c,--container=text --all-containers[=text] --all-pods[=text] --since=text --since-time=text
       --tail=text --timestamps[=text] --prefix[=text] --limit-bytes=text --max-log-requests=text --ignore-errors --pod-running-timeout=text
       --insecure-skip-tls-verify-backend!`,
    ),
    explain: look("--api-version=text -R,--recursive[=text] -o,--output=text"),
    events: look(`${printed} -A,--all-namespaces --for=text --types=text -w,--watch --no-headers --chunk-size=text`),
    top: asks(["network"], looks, {
      options: clusterOptions,
      subcommands: alike(
        "pod pods po node nodes no",
        look(
          "-A,--all-namespaces --containers -l,--selector=text --field-selector=text --no-headers --sort-by=text --sum --show-capacity --show-swap --use-protocol-buffers",
        ),
      ),
    }),
    "api-resources": look(
      "--api-group=text --cached --categories=text --namespaced[=text] --no-headers -o,--output=text --sort-by=text --verbs=text",
    ),
    "api-versions": look(""),
    version: look("--client[=text] -o,--output=text --short"),
    "cluster-info": asks(["network", "write"], looks, {
      options: `${clusterOptions} -o,--output=text -A,--all-namespaces --namespaces=text --output-directory=write`,
      most: 0,
    }),
    diff: look(
      `${chosen} --server-side[=text] --field-manager=text --force-conflicts --concurrency=text --prune --show-managed-fields`,
    ),
    wait: look(`${printed} ${chosen} --for=text --timeout=text`),
    kustomize: asks(["network", "read", "write"], looks, {
      options:
        "-o,--output=write -e,--env!=text --as-current-user --enable-helm! --helm-command!=program --enable-alpha-plugins! --enable-exec! --enable-star! --load-restrictor!=text --mount!=text --network! --network-name!=text --reorder=text --helm-api-versions=text --helm-kube-version=text",
      operands: ["source"],
    }),
    auth: asks(["network"], looks, {
      options: clusterOptions,
      subcommands: {
        "can-i": look("-A,--all-namespaces --list --no-headers -q,--quiet --subresource=text"),
        whoami: look(printed),
        reconcile: change("--remove-extra-permissions! --remove-extra-subjects!"),
      },
    }),
    rollout: asks(["network"], looks, {
      options: clusterOptions,
      subcommands: {
        status: look(`${chosen} -w,--watch[=text] --revision=text --timeout=text`),
        history: look(`${chosen} ${printed} --revision=text`),
        ...alike("restart pause resume", change("")),
        undo: change("--to-revision=text"),
      },
    }),
    config: asks(["read"], "it reads how clusters are reached", {
      options: clusterOptions,
      subcommands: {
        ...alike("current-context get-clusters get-users", look("")),
        "get-contexts": look("--no-headers -o,--output=text"),
        view: look(`${printed} --minify --flatten! --raw! --merge[=text]`),
        ...alike(
          "use-context use set set-cluster set-context set-credentials rename-context unset delete-cluster delete-context delete-user",
          insists(["environment"], trusts, {
            options: `${clusterOptions} --current --embed-certs! --exec-command!=program --exec-arg!=text --exec-env!=text --auth-provider!=text`,
          }),
        ),
      },
    }),
    plugin: asks(["read"], looks, { subcommands: { list: prints("--name-only") } }),
    ...alike("options completion help", prints("")),
    ...alike(
      "apply",
      change(
        "--all --force! --force-conflicts! --grace-period=text --overwrite[=text] --openapi-patch[=text] --prune! --prune-allowlist!=text --server-side[=text] --timeout=text --validate[=text] --wait[=text] --cascade=text --subresource=text",
      ),
    ),
    create: { ...creating, operands: ["text"] },
    ...alike(
      "replace patch",
      change(
        "--force! --grace-period=text --cascade=text --raw!=text --save-config --timeout=text --validate[=text] --wait[=text] -p,--patch=text --patch-file=read --type=text --subresource=text",
      ),
    ),
    edit: insists(["network", "exec"], changes, { options: `${clusterOptions} ${printed} ${chosen}` }),
    ...alike("label annotate", change("--list --overwrite --resource-version=text")),
    ...alike(
      "scale autoscale",
      change(
        "--replicas=text --current-replicas=text --resource-version=text --timeout=text --min=text --max=text --cpu-percent=text --cpu=text --memory=text --name=text",
      ),
    ),
    set: asks(["network"], looks, {
      options: clusterOptions,
      subcommands: alike(
        "image env resources selector serviceaccount subject",
        change(
          "-e,--env=text --from=text --keys=text --limits=text --requests=text --list --overwrite --prefix=text --resolve -c,--containers=text --serviceaccount=text --user=text --group=text",
        ),
      ),
    }),
    expose: change(
      "--cluster-ip=text --external-ip=text --name=text --port=text --protocol=text --target-port=text --type=text --labels=text --load-balancer-ip=text --session-affinity=text --overrides!=text --override-type=text",
    ),
    run: enter(
      "--image=text --rm -i,--stdin -t,--tty --restart=text --attach --command --env=text --port=text --labels=text --annotations=text --image-pull-policy=text --overrides!=text --privileged! --quiet -q --dry-run[=text] -o,--output=text --expose --leave-stdin-open --timeout=text",
      { operands: ["text", "program"], leading: false },
    ),
    exec: enter("-i,--stdin -t,--tty -q,--quiet -f,--filename=source", { operands: ["text", "program"] }),
    attach: enter("-i,--stdin -t,--tty -q,--quiet"),
    cp: enter("--no-preserve --retries=text", { operands: ["source"], last: "target" }),
    "port-forward": enter("--address!=text"),
    proxy: enter(
      "--port=text -p=text --api-prefix=text --accept-hosts!=text --accept-paths!=text --address!=text --www!=read --disable-filter! --unix-socket!=write --reject-paths=text --reject-methods=text",
    ),
    debug: enter(
      "--image=text -i,--stdin -t,--tty --copy-to=text --target=text --share-processes --profile=text --custom!=read --attach --env=text -q,--quiet",
      { operands: ["text", "program"] },
    ),
    delete: insists(["network", "loss"], removes, {
      options: `${clusterOptions} ${chosen} -o,--output=text --cascade=text --force! --now! --grace-period=text --ignore-not-found[=text] --timeout=text --wait[=text] --dry-run[=text] -i,--interactive --raw!=text`,
    }),
    ...alike(
      "drain cordon uncordon taint",
      insists(["network", "loss"], changes, {
        options: `${clusterOptions} -l,--selector=text --ignore-daemonsets --delete-emptydir-data! --force! --disable-eviction! --grace-period=text --timeout=text --pod-selector=text --overwrite --all! --dry-run[=text] --skip-wait-for-delete-timeout=text --chunk-size=text`,
      }),
    ),
    certificate: insists(["network", "privilege"], "it decides whom the cluster trusts", { options: clusterOptions }),
  },
  match: [
    "kubectl get pods -n web -o yaml",
    "kubectl get pods,svc -A -l app=web --sort-by=.metadata.name",
    "kubectl get deploy web -o jsonpath='{.spec.replicas}'",
    "kubectl -n web logs -f deploy/web --tail=100 --since=1h -c app",
    "kubectl describe pod web-1 -n web",
    "kubectl diff -f k8s/",
    "kubectl rollout status deployment/web --timeout=60s",
    "kubectl config current-context",
    "kubectl top pods --containers",
    "kubectl auth can-i create pods",
    "kubectl explain pod.spec",
    "kubectl kustomize overlays/dev",
    "kubectl version --client",
  ],
  notMatch: [
    "kubectl delete pod web-1",
    "kubectl apply -f k8s/",
    "kubectl exec web-1 -- sh",
    "kubectl --kubeconfig=./k get pods",
    "kubectl get secrets -o yaml",
    "kubectl get pods,secret/x -o json",
    "kubectl get --raw /api",
    "kubectl get pods -o go-template-file=/etc/x",
    "kubectl get -f /etc/x",
    "kubectl config view --raw",
    "kubectl config use-context prod",
    "kubectl kustomize --enable-exec .",
    "kubectl -s https://h get pods",
    "kubectl cp web-1:/a /tmp/a",
    "kubectl unknown-plugin",
    "kubectl cluster-info dump --output-directory /tmp/x",
  ],
});

const helmGlobal = `-n,--namespace=text --kube-context=text --debug --burst-limit=text --qps=text -h --kube-version=text --color=text
  --kubeconfig!=read --kube-apiserver!=url --kube-as-user!=text --kube-as-group!=text --kube-ca-file!=read --kube-token!=text
  --kube-insecure-skip-tls-verify! --kube-tls-server-name!=text --registry-config!=read --repository-config!=read
  --repository-cache=write --content-cache=write`;

const chartSource = `--ca-file=read --cert-file=read --key-file=read --keyring=read --devel --verify --version=text --username=text --password=text
  --repo=url --pass-credentials! --insecure-skip-tls-verify! --plain-http!`;

const chartValues =
  "-f,--values=source --set=text --set-json=text --set-literal=text --set-string=text --set-file!=text";

const rendering = `${chartSource} ${chartValues} -a,--api-versions=text --atomic --wait[=text] --wait-for-jobs --timeout=text --create-namespace
  --dependency-update! --description=text --disable-openapi-validation --dry-run[=text] --enable-dns --force! --force-replace!
  --force-conflicts! -g,--generate-name --hide-notes --hide-secret --include-crds --is-upgrade --kube-version=text
  -l,--labels=text --name-template=text --no-hooks --output-dir=write -o,--output=text --release-name --render-subchart-notes
  --replace! -s,--show-only=text --skip-crds --skip-tests --skip-schema-validation --validate --server-side=text
  --post-renderer!=program --post-renderer-args!=text`;

const helmLook = (options: string, operands: ProgramProfile["operands"] = ["text"]): ProgramProfile =>
  asks(["network", "read"], looks, { options: `${helmGlobal} ${options}`, operands });
const helmChange = (options: string, operands: ProgramProfile["operands"] = ["text", "source"]): ProgramProfile =>
  insists(["network"], changes, { options: `${helmGlobal} ${options}`, operands });

const helm: ProgramProfile = asks(["network"], looks, {
  options: helmGlobal,
  subcommands: {
    ...alike(
      "list ls",
      helmLook(
        "-a,--all -A,--all-namespaces -d,--date --deployed --failed -f,--filter=text -m,--max=text --no-headers --offset=text -o,--output=text --pending -r,--reverse -l,--selector=text -q,--short --superseded --time-format=text --uninstalled --uninstalling",
      ),
    ),
    status: helmLook("-o,--output=text --revision=text --show-desc --show-resources"),
    ...alike("history hist", helmLook("--max=text -o,--output=text")),
    get: asks(["network"], looks, {
      options: helmGlobal,
      subcommands: alike(
        "all hooks manifest metadata notes values",
        helmLook("-a,--all --revision=text -o,--output=text --template=text"),
      ),
    }),
    ...alike(
      "show inspect",
      asks(["network"], looks, {
        options: helmGlobal,
        subcommands: alike("all chart crds readme values", helmLook(`${chartSource} --jsonpath=text`, ["source"])),
      }),
    ),
    search: asks(["network"], looks, {
      options: helmGlobal,
      subcommands: alike(
        "hub repo",
        helmLook(
          "--devel --endpoint!=url --fail-on-no-result --list-repo-url --max-col-width=text -o,--output=text -r,--regexp --version=text -l,--versions",
        ),
      ),
    }),
    template: asks(["network", "read", "write"], "it fetches charts", {
      options: `${helmGlobal} ${rendering}`,
      operands: ["source"],
    }),
    lint: helmLook(`${chartValues} --kube-version=text --quiet --strict --with-subcharts --skip-schema-validation`, [
      "read",
    ]),
    ...alike(
      "dependency dep dependencies",
      asks(["network", "write"], "it fetches charts", {
        options: helmGlobal,
        subcommands: {
          ...alike("list ls", helmLook("--max-col-width=text", ["read"])),
          ...alike(
            "build update up",
            asks(["network", "write"], "it fetches charts", {
              options: `${helmGlobal} ${chartSource} --skip-refresh`,
              operands: ["write"],
            }),
          ),
        },
      }),
    ),
    repo: asks(["network"], looks, {
      options: helmGlobal,
      subcommands: {
        ...alike("list ls", helmLook("-o,--output=text")),
        ...alike("update up", helmLook("--fail-on-repo-update-fail --timeout=text")),
        ...alike(
          "add remove rm index",
          insists(["environment"], "it changes where charts come from", {
            options: helmGlobal,
            operands: ["text", "url"],
          }),
        ),
      },
    }),
    ...alike(
      "pull fetch",
      asks(["network", "write"], "it fetches charts", {
        options: `${helmGlobal} ${chartSource} -d,--destination=write --prov --untar --untardir=write`,
        operands: ["source"],
      }),
    ),
    package: asks(["read", "write"], "it writes an archive", {
      options: `${helmGlobal} --app-version=text -d,--destination=write --version=text -u,--dependency-update! --sign! --key!=text --keyring!=read --passphrase-file!=read`,
      operands: ["read"],
    }),
    create: asks(["read", "write"], "it writes a chart", {
      options: `${helmGlobal} -p,--starter!=text`,
      operands: ["write"],
    }),
    ...alike(
      "env version completion help",
      prints(`${helmGlobal} --short --template=text -c,--client --no-descriptions`),
    ),
    ...alike("install", helmChange(rendering)),
    upgrade: helmChange(
      `${rendering} -i,--install --cleanup-on-fail --history-max=text --reset-values --reset-then-reuse-values --reuse-values --take-ownership!`,
    ),
    rollback: helmChange(
      "--cleanup-on-fail --dry-run[=text] --force! --history-max=text --no-hooks --recreate-pods --timeout=text --wait[=text] --wait-for-jobs",
      ["text"],
    ),
    test: helmChange("--filter=text --logs --timeout=text --hide-notes", ["text"]),
    ...alike(
      "uninstall delete del un",
      insists(["network", "loss"], removes, {
        options: `${helmGlobal} --cascade=text --description=text --dry-run --ignore-not-found --keep-history --no-hooks --timeout=text --wait[=text]`,
      }),
    ),
    ...alike(
      "push registry plugin",
      insists(["network", "exec"], "it publishes charts, or installs programs", { options: helmGlobal }),
    ),
  },
  match: [
    "helm list -A",
    "helm template web ./chart -f values.yaml --set image.tag=1 --output-dir out",
    "helm lint chart --strict",
    "helm show values bitnami/redis",
    "helm -n web status web -o json",
    "helm dependency update chart",
  ],
  notMatch: [
    "helm install web ./chart",
    "helm uninstall web",
    "helm template web ./chart --post-renderer ./x",
    "helm template web ./chart -f /etc/x",
    "helm template web ./chart --output-dir /tmp/x",
    "helm template web ./chart --set-file a=/etc/x",
    "helm plugin install https://h/p",
    "helm repo add x https://h",
    "helm --kubeconfig ./k list",
    "helm unknown",
  ],
});

/** Clients of clusters. */
export const clusterPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  kubectl,
  k: { ...kubectl, match: ["k get pods"], notMatch: ["k delete pod web-1"] },
  oc: { ...kubectl, match: ["oc get pods"], notMatch: ["oc delete pod web-1"] },
  helm,
  kustomize: asks(["network", "read", "write"], looks, {
    subcommands: {
      build: kubectl.subcommands?.["kustomize"] as ProgramProfile,
      version: prints("--short -o,--output=text"),
      edit: insists(["write"], "it changes what is deployed", { operands: ["text"] }),
    },
    match: ["kustomize build overlays/dev", "kustomize build . -o out.yaml"],
    notMatch: ["kustomize build --enable-exec .", "kustomize build /etc/x", "kustomize build . -o /tmp/x"],
  }),
});
