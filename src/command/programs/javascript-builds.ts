import { asks, insists, type ProgramProfile, reads, runs } from "../profile.ts";

const serves = "it serves files to other machines";

const viteOptions = `-c,--config=read --base=text -l,--logLevel=text --clearScreen[=text] --no-clearScreen
  -d,--debug[=text] -f,--filter=text -m,--mode=text --force --profile --port=text --strictPort --open[=text] --cors
  --outDir=write --assetsDir=text --assetsInlineLimit=text --ssr[=text] --sourcemap[=text] --minify[=text]
  --manifest[=text] --ssrManifest[=text] --emptyOutDir -w,--watch --app --configLoader=text --host![=text]`;

const vite = runs(viteOptions, {
  operands: ["read"],
  subcommands: {
    build: runs(viteOptions, { operands: ["read"] }),
    dev: runs(viteOptions, { operands: ["read"] }),
    serve: runs(viteOptions, { operands: ["read"] }),
    preview: runs(viteOptions, { operands: ["read"] }),
    optimize: runs(viteOptions, { operands: ["read"] }),
  },
  otherwise: [[/^/, runs(viteOptions, { operands: ["read"] })]],
  match: ["vite build --mode production", "vite --port 3000", "vite preview"],
  notMatch: ["vite --host 0.0.0.0", "vite build --outDir /tmp/x", "vite build --config ../x.js"],
});

const webpackOptions = `-c,--config=read --config-name=text -m,--merge --env=text --node-env=text --progress[=text]
  -j,--json[=write] --analyze -d,--devtool=text --mode=text --name=text -o,--output-path=write -t,--target=text
  -w,--watch --no-watch --stats[=text] --no-stats --fail-on-warnings --color --no-color --entry=read --hot --no-hot
  --no-devtool --watch-options-stdin --disable-interpret -e,--extends!=read --external-*!=text --module-*!=text
  --plugin!=text`;

const nextOptions = `-p,--port=text --turbo --turbopack --webpack --profile --debug -d --no-lint --no-mangling
  --experimental-build-mode=text -H,--hostname!=text`;

const turboOptions = `--filter=text -F=text --affected --parallel --continue[=text] --force[=text] --dry[=text]
  --dry-run[=text] --graph[=write] --concurrency=text --cache=text --no-cache --no-daemon --daemon --output-logs=text
  --log-order=text --log-prefix=text --only --ui=text --summarize[=text] --profile=write --env-mode=text
  --verbosity=text --color --no-color --cwd=read --cache-dir=write --anon-profile=write --token!=text --team!=text
  --api!=url --remote-only! --login!=url --preflight!`;

const turboRun = runs(turboOptions);

const nxOptions = `--configuration=text -c=text --project=text -p,--projects=text -t,--target,--targets=text --all
  --base=text --head=text --files=text --uncommitted --untracked --exclude=text --parallel[=text] --maxParallel=text
  --skip-nx-cache --skipNxCache --nx-bail --nxBail --verbose --output-style=text --outputStyle=text --graph[=write]
  --dry-run -d --dryRun --watch --coverage --prod --fix --ci --runInBand --testFile=text --with-deps --tui[=text]
  --batch --runner!=text`;
const nxRun = runs(nxOptions);

const rollup: ProgramProfile = runs(
  `-c,--config[=read] -d,--dir=write -e,--external=text -f,--format=text -g,--globals=text -h -i,--input=read
    -m,--sourcemap[=text] -n,--name=text -o,--file=write -v -w,--watch --silent --failAfterWarnings --environment=text
    --compact --no-treeshake --bundleConfigAsCjs --exports=text --banner=text --footer=text --validate
    -p,--plugin!=program --configPlugin!=program --configImportAttributesKey=text --watch.onStart!=code
    --watch.onEnd!=code --watch.onBundleStart!=code --watch.onBundleEnd!=code --watch.onError!=code --watch.skipWrite
    --watch.clearScreen`,
  {
    operands: ["read"],
    match: ["rollup -c", "rollup src/a.js -o dist/a.js -f esm --sourcemap"],
    notMatch: ["rollup -p ./x.js src/a.js", "rollup -c -w --watch.onEnd 'touch a'", "rollup src/a.js -o /tmp/a.js"],
  },
);

const esbuild: ProgramProfile = runs(
  `--bundle --watch[=text] --minify --minify-whitespace --minify-syntax --minify-identifiers --sourcemap[=text]
    --splitting --outfile=write --outdir=write --outbase=read --format=text --platform=text --target=text
    --loader:*=text --external:*=text --define:*=text --alias:*=text --inject:*=read --jsx=text --jsx-factory=text
    --jsx-import-source=text --tree-shaking=text --drop:*=text --legal-comments=text --metafile=write --log-level=text
    --log-limit=text --color=text --main-fields=text --conditions=text --charset=text --packages=text
    --public-path=text --entry-names=text --chunk-names=text --asset-names=text --banner:*=text --footer:*=text
    --global-name=text --keep-names --pure:*=text --resolve-extensions=text --out-extension:*=text --tsconfig=read
    --tsconfig-raw=text --analyze[=text] --allow-overwrite --preserve-symlinks --sources-content=text --servedir=read
    --serve![=text]`,
  {
    operands: ["read"],
    match: ["esbuild src/a.ts --bundle --outfile=dist/a.js --platform=node --external:fsevents"],
    notMatch: [
      "esbuild src/a.ts --outfile=/tmp/a.js",
      "esbuild --serve --servedir=.",
      "esbuild --inject:/tmp/x.js src/a.ts",
    ],
  },
);

/** Tools of JavaScript that build, bundle and serve. */
export const javascriptBuilds = (): Readonly<Record<string, ProgramProfile>> => ({
  vite,
  rollup,
  esbuild,
  webpack: runs(webpackOptions, {
    operands: ["read"],
    subcommands: {
      build: runs(webpackOptions, { operands: ["read"] }),
      bundle: runs(webpackOptions, { operands: ["read"] }),
      watch: runs(webpackOptions, { operands: ["read"] }),
      serve: asks(["network"], serves, { options: `${webpackOptions} --port=text --open --host!=text` }),
      version: reads(""),
      info: reads(""),
      configtest: runs("", { operands: ["read"] }),
    },
    otherwise: [[/^[\w./]/, runs(webpackOptions, { operands: ["read"] })]],
    match: ["webpack --mode production", "webpack build -c webpack.prod.js"],
    notMatch: ["webpack --config /tmp/x.js", "webpack -o /tmp/dist", "webpack --module-rules ./x"],
  }),
  next: runs("", {
    subcommands: {
      build: runs(nextOptions, { operands: ["read"] }),
      dev: runs(nextOptions, { operands: ["read"] }),
      start: runs(nextOptions, { operands: ["read"] }),
      lint: runs(
        `-d,--dir=read -c,--config=read --fix --quiet --strict --max-warnings=text --ext=text --file=read --cache
          --no-cache --cache-location=write`,
      ),
      info: reads("--verbose"),
      telemetry: insists(["environment"], "it changes settings of the user"),
    },
    match: ["next build", "next dev -p 3001 --turbopack", "next lint --fix"],
    notMatch: ["next dev -H 0.0.0.0", "next build /srv/x", "next upgrade"],
  }),
  turbo: runs(turboOptions, {
    subcommands: {
      run: turboRun,
      watch: turboRun,
      prune: runs("--docker --out-dir=write --production"),
      ls: reads("--filter=text --affected --output=text"),
      daemon: reads(""),
      login: insists(["network"], "it signs in"),
      link: insists(["network"], "it signs in"),
      gen: insists(["exec"], "it runs generators, which may be fetched"),
      generate: insists(["exec"], "it runs generators, which may be fetched"),
    },
    otherwise: [[/^[\w:#@./-]+$/, turboRun]],
    match: ["turbo run build test --filter=web", "turbo build --force", "turbo lint"],
    notMatch: ["turbo build --api http://h", "turbo run build --cwd /srv/x", "turbo login"],
  }),
  nx: runs(nxOptions, {
    subcommands: {
      run: nxRun,
      "run-many": nxRun,
      affected: nxRun,
      show: nxRun,
      graph: runs("--file=write --focus=text --affected --view=text --port=text --host!=text"),
      format: nxRun,
      "format:check": nxRun,
      "format:write": nxRun,
      reset: runs("--onlyCache --onlyDaemon"),
      report: reads(""),
      list: reads(""),
      migrate: insists(["network"], "it installs packages"),
      add: insists(["network"], "it installs packages"),
      connect: insists(["network"], "it connects the workspace to a service"),
      generate: insists(["exec"], "it runs generators of packages"),
      g: insists(["exec"], "it runs generators of packages"),
      exec: insists(["exec"], "it runs a program in every project"),
      release: insists(["network"], "it publishes to a registry"),
    },
    otherwise: [[/^[\w:@./-]+$/, nxRun]],
    match: ["nx test web", "nx run-many -t build test --parallel=3", "nx affected -t lint --base=main"],
    notMatch: ["nx exec -- touch a", "nx migrate latest", "nx run-many -t build --runner ./x"],
  }),
});
