import { asks, type ProgramProfile } from "../profile.ts";

/** Languages, macro processors, debuggers, mailers and the like: their input or their files can start programs. */
const starters =
  "aspell ansible-galaxy asterisk bazel bazelisk bpftrace buck byebug c89 c99 cancel " +
  "check_by_ssh check_cups clisp clojure clj cobc cowsay cowthink cpan crash csi cvs bzr fossil dialog whiptail dmsetup " +
  "dosbox dstat dvips easy_install eb ecl erlc escript eqn exim fab facter finger fping " +
  "gcore ghc ghci ginsh gimp gnuplot grc groff troff nroff gtester guile hping3 ioping invoke ispell jjs " +
  "jrunscript jshell julia kakoune knife latex pdflatex xelatex lualatex latexmk tex luatex lftp " +
  "logrotate logsave lwp-download m4 mail mailx mutt msgattrib msgcat msgconv msgfilter msgmerge msguniq " +
  "msfconsole mtr multitime nasm neofetch nmap nix nix-shell ocaml octave opam openvpn packer pandoc pdb pexec pg " +
  "pico pidstat posh pry puppet rc racket raku rlwrap rlogin rpmbuild rpmdb rpmquery rpmverify rrdtool rsh rtorrent " +
  "run-mailcap run-parts rview rvim sash sbcl scanmem scheme scriptreplay sendmail slsh smbclient " +
  "ssh-copy-id ssh-keyscan start-stop-daemon stap stow tasksh tcl tclsh tdbtool tic tmate torify " +
  "torsocks tshark tcpdump units update-alternatives vagrant varnishncsa vcpkg wall wine wish " +
  "xdotool xmore xpad xsltproc yash yum-config-manager zathura zsoelim zypper";

/** Clients of the network that are hardly met, by what they are given. */
const clients = "links elinks w3m xh httpie fetch axel cadaver curlie lwp-request GET POST snmpwalk ldapsearch";

function each(names: string, profile: (name: string) => ProgramProfile): Readonly<Record<string, ProgramProfile>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, profile(name)]));
}

/** Programs of which no more is known here than that they start others, or reach others, when they are told to. */
export const perilousPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  ...each(starters, (name) =>
    asks(["exec"], "it can start programs that it is told of", {
      operands: ["read"],
      match: [`${name} a.txt`],
      notMatch: [`${name} --exec=x`, `${name} ../a.txt`],
    }),
  ),
  ...each(clients, (name) =>
    asks(["network"], "it talks to other machines", {
      operands: ["url"],
      match: [`${name} https://example.com/`],
      notMatch: [`${name} --exec=x`, `${name} "$x"`],
    }),
  ),
});
