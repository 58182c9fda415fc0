import { type ProgramProfile, runs } from "../profile.ts";

const watching = `-w,--watch=read -i,--ignore=text -e,--ext=text -d,--delay=text -V,--verbose -q,--quiet -v -h
  -L,--legacy-watch -I,--no-stdin --signal=text --on-change-only --no-colours --spawn -C --dump --config=read`;

/** Programs that start another one again whenever files change, or several at once. */
export const watcherPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  nodemon: runs(
    `${watching} -x,--exec!=code --execMap!=text --inspect! --inspect-brk! -r!=text --require!=text --cwd!=read`,
    {
      operands: ["read", "text"],
      leading: true,
      interprets: true,
      scripts: /\.[cm]?[jt]s$/,
      language: "other",
      match: ["nodemon --watch src src/server.js"],
      notMatch: ["nodemon -x 'touch a'", "nodemon /tmp/x.js", "nodemon --exe 'touch a'", "nodemon -r ./x.js a.js"],
    },
  ),
  concurrently: runs(
    `-m,--max-processes=text -n,--names=text --name-separator=text -s,--success=text -r,--raw --no-color --hide=text
      -g,--group --timings -p,--prefix=text -c,--prefix-colors=text -l,--prefix-length=text -t,--timestamp-format=text
      -k,--kill-others --kill-others-on-fail --restart-tries=text --restart-after=text -i,--handle-input
      --default-input-target=text --teardown!=code -P,--passthrough-arguments`,
    {
      operands: ["code"],
      language: "other",
      match: ["concurrently --help"],
      notMatch: ["concurrently 'touch a' 'touch b'"],
    },
  ),
});
