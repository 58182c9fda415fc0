import { alike, asks, insists, type ProgramProfile, prints, reads } from "../profile.ts";

const starts = "it runs the programs it is given";

/** `#(…)` in a format runs a program, and a semicolon begins another command. */
const hidden = /;$|#\(/;

const shown = prints(
  "-a -s -F=text -f=text -t=text -p -g -v -b=text -C -e -J -N -P -q -E=text -S=text -T=text -H -w -A",
  {
    hazard: hidden,
  },
);
const moved = asks(["environment"], starts, {
  options:
    "-a -d -E -r -x -l -n -p -Z -D -L -R -U -M -P -k -b -h -v -c=text -f=text -s=text -t=text -T=text -x=text -y=text",
  hazard: hidden,
});
const started = asks(["exec"], starts, {
  options: `-A -d -D -E -P -X -a -b -k -S -f -h -v -I -Z -c=write -e!=text -F=text -n=text -s=text -t=text -x=text
     -y=text -l=text`,
  operands: ["program"],
  hazard: hidden,
});

/** What such a program starts is taken out of its arguments and judged itself. */
function starter(match: string, notMatch: string): ProgramProfile {
  return asks(["exec"], starts, { leading: true, lenient: true, match: [match], notMatch: [notMatch] });
}

function opener(name: string): ProgramProfile {
  return asks(["exec", "network"], "it starts whatever program opens the file or address", {
    options: "--manual",
    operands: ["source"],
    match: [`${name} docs/index.html`, `${name} https://example.com`],
    notMatch: [`${name} /etc/passwd`, `${name} file:///etc/passwd`],
  });
}

/** Programs that keep others running, or run what they are given again and again. */
export const sessionPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  tmux: asks(["exec"], starts, {
    options: "-2 -C -D -l -N -u -v -V -c!=program -f!=read -L=text -S!=write -T=text",
    subcommands: {
      ...alike(
        `ls list-sessions lsw list-windows lsp list-panes lsc list-clients lsb list-buffers lsk list-keys lscm
          list-commands has has-session capturep capture-pane display display-message show show-options showw
          show-window-options showb show-buffer`,
        shown,
      ),
      ...alike(
        `attach attach-session a at detach detach-client rename rename-session renamew rename-window select-window
          selectw select-pane selectp select-layout selectl switch-client switchc resize-pane resizep resize-window
          resizew next-window next previous-window prev last-window last swap-pane swapp swap-window swapw move-window
          movew`,
        moved,
      ),
      ...alike(
        "new new-session neww new-window splitw split-window respawn-pane respawnp respawn-window respawnw",
        started,
      ),
      ...alike(
        "kill-session kill-window killw kill-pane killp kill-server",
        insists(["loss"], "it ends what runs in the session", { options: "-a -C -t=text", hazard: hidden }),
      ),
    },
    otherwise: [[/^/, insists(["exec"], starts, { operands: ["program"] })]],
    match: [
      "tmux ls",
      "tmux new -d -s build",
      "tmux capture-pane -p -t build",
      "tmux attach -t build",
      "tmux split-window -h -t build",
    ],
    notMatch: [
      "tmux new -d ./x",
      "tmux send-keys -t build 'id' Enter",
      "tmux run-shell id",
      "tmux -c id",
      "tmux -f ./conf ls",
      "tmux display-message -p '#(id)'",
      "tmux ls ';' run-shell id",
      "tmux kill-server",
    ],
  }),
  screen: asks(["exec"], starts, {
    options: `-4 -6 -a -A -c!=read -d -D -e=text -f -h=text -i -l -ls,-list[=text] -L -Logfile!=write -m -O -p=text -q
      -Q -r[=text] -R -s!=program -S=text -t=text -T=text -U -v -wipe -x -X!`,
    operands: ["program"],
    match: ["screen -ls", "screen -dmS build", "screen -d -R"],
    notMatch: [
      "screen -dmS x ./run",
      "screen -s ./x",
      "screen -S x -X stuff id",
      "screen -c ./rc",
      "screen -Logfile /etc/x -L",
    ],
  }),
  watch: starter("watch -n 2 ls", "watch ./x"),
  script: starter("script -q -c ls out.log", "script -c ./x out"),
  // What it gives to a shell is known only when it runs: there is no ordinary use of it.
  parallel: asks(["exec"], starts, { match: [], notMatch: ["parallel ./x ::: a", "parallel echo ::: a b"] }),
  strace: starter("strace -f -e trace=file ls", "strace ./x"),
  ltrace: starter("ltrace -c ls", "ltrace ./x"),
  valgrind: starter("valgrind --leak-check=full ls", "valgrind ./x"),
  perf: asks(["exec"], starts, {
    options: "-h",
    subcommands: {
      ...alike(
        "report annotate list script diff",
        reads("-i,--input=read -h --stdio -n -g -F=text -s,--sort=text --no-children"),
      ),
      ...alike(
        "stat record top trace mem sched",
        asks(["exec"], starts, {
          operands: ["program"],
          leading: true,
          options: "-a -e=text -p!=text -g -d -r=text -F=text -o,--output=write -i",
        }),
      ),
    },
    match: ["perf report --stdio -i perf.data", "perf list"],
    notMatch: ["perf stat ./x", "perf record -o /etc/x ls", "perf report -i /etc/x"],
  }),
  busybox: starter("busybox ls", "busybox reboot"),
  toybox: starter("toybox ls", "toybox reboot"),
  "systemd-run": starter("systemd-run --user ls", "systemd-run ./x"),
  expect: asks(["exec"], starts, {
    options: "-v",
    operands: ["program"],
    match: ["expect -v"],
    notMatch: ["expect ./x.exp"],
  }),
  "xdg-open": opener("xdg-open"),
  open: opener("open"),
  "gio-open": opener("gio-open"),
  "sensible-browser": opener("sensible-browser"),
  xclip: asks(["environment"], "the clipboard belongs to the person at the machine", {
    options: `-i,-in -o,-out -f,-filter -r,-rmlastnl -l,-loops=text -t,-target=text -d,-display!=text -h,-help
       -selection,-sel=text -version -silent -quiet -verbose -noutf8 -sensitive`,
    words: true,
    operands: ["read"],
    match: ["xclip -selection clipboard notes.md", "xclip -o"],
    notMatch: ["xclip /etc/passwd", "xclip -display other:0"],
  }),
  xsel: asks(["environment"], "the clipboard belongs to the person at the machine", {
    options: `-a,--append -f,--follow -z,--zeroflush -i,--input -o,--output -c,--clear -d,--delete -p,--primary
       -s,--secondary -b,--clipboard -k,--keep -x,--exchange --display!=text -t,--selectionTimeout=text --trim
       -l,--logfile!=write -n,--nodetach -h -v,--verbose`,
    match: ["xsel -b", "xsel --clipboard --output"],
    notMatch: ["xsel -l /etc/x", "xsel --log=/etc/x"],
  }),
});
