import { type ProgramProfile, prints, reads, runs } from "../profile.ts";

/** A path of classes that leaves the workspace. */
const elsewhere = /^@|:(?:\/|~|\.\.)/;

const javaOptions = `-jar -cp=read -classpath=read --class-path=read -p=read --module-path=read -m --module=text
  --add-modules=text --add-opens=text --add-exports=text --add-reads=text --limit-modules=text --enable-preview
  --enable-native-access=text --source=text --list-modules -d=text --describe-module=text --dry-run --validate-modules
  -D*=text -verbose* -version -showversion --show-version -help -h -? -ea* -da* -enableassertions* -disableassertions*
  -esa -dsa -X* -XX:* -server -client -splash:*=read --illegal-access=text --sun-misc-unsafe-memory-access=text
  --finalization=text -XX:OnError!=program -XX:OnOutOfMemoryError!=program -XX:Flags!=read -XX:VMOptionsFile!=read
  -XX:HeapDumpPath=write -XX:ErrorFile=write -XX:LogFile=write -XX:+* -javaagent:*!=read -agentlib:*!
  -agentpath:*!=read -Xbootclasspath*! -Xrun*! -Xdebug! -Xlog:*=text --patch-module!=text --upgrade-module-path!=read
  --disable-@files`;

const java: ProgramProfile = runs(javaOptions, {
  words: true,
  leading: true,
  operands: ["read", "text"],
  hazard: elsewhere,
  least: 1,
  match: [
    "java -jar build/libs/app.jar --server.port=8080",
    "java -Xmx2g -cp out com.example.Main a",
    "java -Dspring.profiles.active=dev -jar app.jar",
    "java Main.java",
  ],
  notMatch: [
    "java -javaagent:./x.jar -jar a.jar",
    "java -XX:OnOutOfMemoryError='touch a' -jar a.jar",
    "java -jar /tmp/x.jar",
    "java @args",
    "java -cp out:/tmp/x Main",
    "java -agentpath:./x.so Main",
    "java -XX:Flags=./x Main",
    "java -Xbootclasspath/a:x.jar Main",
  ],
});

const mavenHazard =
  /^(?:exec:exec|deploy|release:|scm:|archetype:|wagon:|antrun:|groovy:|site:deploy|gpg:|nexus-staging:|wrapper:|dependency:(?:get|copy|unpack)$|(?:[\w-]+\.)+[\w-]+:[\w-]+(?::[\w.-]+)?:[\w-]+)|^-?(?:exec\.(?:executable|args|commandlineArgs)|maven\.ext|jvm=|argLine=.*-(?:javaagent|agent|XX:On)|maven\.repo\.local=[/~]|.*\.executable=|maven\.wagon|altDeploymentRepository)/;

const maven = (name: string): ProgramProfile =>
  runs(
    `-h -v -V,--show-version -q,--quiet -X,--debug -e,--errors -B,--batch-mode -o,--offline -U,--update-snapshots
      -N,--non-recursive -C,--strict-checksums -c,--lax-checksums -am,--also-make -amd,--also-make-dependents
      -pl,--projects=text -rf,--resume-from=text -r,--resume -P,--activate-profiles=text -D,--define=text
      -f,--file=read -T,--threads=text -b,--builder=text -color,--color=text -fae,--fail-at-end -ff,--fail-fast
      -fn,--fail-never -l,--log-file=write -ntp,--no-transfer-progress -nsu,--no-snapshot-updates -npu -cpu -s!=read
      --settings!=read -gs!=read --global-settings!=read -t!=read --toolchains!=read -gt!=read -ep!=text -emp!=text`,
    {
      operands: ["text"],
      hazard: mavenHazard,
      match: [
        `${name} -B clean verify -DskipTests`,
        `${name} test -Dtest=FooTest#bar -pl core -am`,
        `${name} spring-boot:run`,
        `${name} exec:java -Dexec.mainClass=com.example.Main`,
      ],
      notMatch: [
        `${name} exec:exec -Dexec.executable=touch`,
        `${name} deploy`,
        `${name} -s ./settings.xml test`,
        `${name} -f /tmp/pom.xml test`,
        `${name} org.codehaus.mojo:exec-maven-plugin:3.0.0:exec`,
        `${name} test -Djvm=./x`,
        `${name} release:perform`,
      ],
    },
  );

const gradleOptions = `-h -? -v -V,--show-version -a,--no-rebuild -b!=read --build-file!=read -c!=read
  --settings-file!=read --build-cache --no-build-cache --configuration-cache --no-configuration-cache
  --configuration-cache-problems=text --configure-on-demand --no-configure-on-demand --console=text --continue
  --no-continue -D,--system-prop=text -d,--debug --daemon --no-daemon --foreground -F,--dependency-verification=text
  --export-keys -g!=write --gradle-user-home!=write -I!=read --init-script!=read -i,--info --include-build!=read
  -m,--dry-run --max-workers=text --offline -P,--project-prop=text -p,--project-dir=read --parallel --no-parallel
  --priority=text --profile --project-cache-dir=write -q,--quiet --refresh-dependencies --refresh-keys --rerun-tasks
  --rerun -S,--full-stacktrace -s,--stacktrace --status --stop -t,--continuous -U -u,--no-search-upward
  --update-locks=text --warning-mode=text -w,--warn --write-locks --write-verification-metadata=text
  -x,--exclude-task=text --tests=text --scan! --no-scan --watch-fs --no-watch-fs --info --args=text
  --configuration=text --dependency=text --all --debug-jvm!`;

/** Tasks that publish, and properties that name programs. */
const gradleHazard =
  /(?:^|:)(?:publish\w*|upload\w*|deploy\w*|release\w*|wrapper)$|^org\.gradle\.(?:jvmargs=.*-(?:javaagent|agent|XX:On)|java\.home)|executable=/i;

const gradle = (name: string): ProgramProfile => ({
  ...runs(gradleOptions, {
    operands: ["text"],
    hazard: gradleHazard,
    match: [
      `${name} build -x test`,
      `${name} :app:test --tests 'com.example.Foo*' --info`,
      `${name} bootRun`,
      `${name} clean assemble --parallel -Pversion=1`,
    ],
    notMatch: [
      `${name} -I init.gradle build`,
      `${name} publish`,
      `${name} -p /tmp/x build`,
      `${name} --init-scr x build`,
      `${name} -b /tmp/build.gradle x`,
      `${name} --include-build ../x build`,
    ],
  }),
});

/** A script of the workspace that starts a build tool: who may start it decides about the script. */
function wrapper(profile: ProgramProfile): ProgramProfile {
  return { ...profile, asks: "it is a script of the workspace" };
}

/** Java, its compilers and its build tools. */
export const jvmPrograms = (): Readonly<Record<string, ProgramProfile>> => ({
  java,
  javac: runs(
    `-d=write -cp=read -classpath=read --class-path=read -p=read --module-path=read -sourcepath=read
      --source-path=read --module-source-path=read -s=write -h=write -source=text --source=text -target=text
      --target=text --release=text -encoding=text -g* -Xlint* -Xdoclint* -Xmaxerrs=text -Xmaxwarns=text -Xdiags:*
      -Werror -nowarn -verbose -parameters -proc:* -deprecation -implicit:* -m=text --module=text --add-modules=text
      --add-exports=text --add-reads=text --limit-modules=text --enable-preview -version -help -A* -processor!=text
      -processorpath!=read --processor-path!=read --processor-module-path!=read -Xplugin*! -J*! -Xbootclasspath*!
      --system!=read --patch-module!=text --upgrade-module-path!=read -bootclasspath!=read -extdirs!=read
      -endorseddirs!=read`,
    {
      words: true,
      operands: ["read"],
      hazard: elsewhere,
      match: ["javac -d out -cp lib/a.jar src/Main.java", "javac --release 21 Main.java"],
      notMatch: [
        "javac -d /tmp/x Main.java",
        "javac -processorpath ./x Main.java",
        "javac @args",
        "javac -J-javaagent:./x.jar Main.java",
        "javac -Xplugin:X Main.java",
      ],
    },
  ),
  jar: runs(
    `-c,--create -u,--update -t,--list -x,--extract -i,--generate-index=text -d,--describe-module --validate
      -f,--file=write -C=read -v,--verbose -e,--main-class=text -m,--manifest=read -M,--no-manifest -0,--no-compress
      -n,--normalize --release=text --date=text -P! --dir=write -k`,
    {
      operands: ["read"],
      bundled: true,
      hazard: /^@/,
      match: ["jar tf app.jar", "jar --create --file app.jar -C out ."],
      notMatch: ["jar cf /tmp/a.jar out", "jar @args", "jar xPf a.jar"],
    },
  ),
  javap: reads(
    `-c -l -p -private -public -protected -package -s -sysinfo -constants -v -verbose -cp=read -classpath=read
      --class-path=read --module-path=read -m=text -J*!`,
    {
      words: true,
      hazard: elsewhere,
      match: ["javap -c -p out/Main.class"],
      notMatch: ["javap -J-javaagent:./x.jar Main", "javap -cp /tmp/x Main"],
    },
  ),
  javadoc: runs(
    `-d=write -cp=read -classpath=read -sourcepath=read -subpackages=text -encoding=text -quiet -private -protected
      -public -package -Xdoclint* -link=url -windowtitle=text -author -version -doclet!=text -docletpath!=read -J*!
      -tagletpath!=read -taglet!=text`,
    {
      words: true,
      operands: ["read"],
      hazard: elsewhere,
      match: ["javadoc -d docs -sourcepath src com.example"],
      notMatch: ["javadoc -docletpath ./x -doclet X a", "javadoc -d /tmp/x a"],
    },
  ),
  jps: prints("-l -m -v -q -V", { operands: ["text"], most: 0, match: ["jps -l"], notMatch: ["jps example.com"] }),
  mvn: maven("mvn"),
  mvnd: maven("mvnd"),
  "./mvnw": wrapper(maven("./mvnw")),
  gradle: gradle("gradle"),
  "./gradlew": wrapper(gradle("./gradlew")),
  ant: runs(
    `-p,-projecthelp -q -quiet -v -verbose -d -debug -e -emacs -f=read -file=read -buildfile=read -D*=text -k
      -keep-going -l=write -logfile=write -diagnostics -noinput -silent -S -lib!=read -logger!=text -listener!=text
      -inputhandler!=text -propertyfile!=read -main!=text -s!=read -find!=read -nouserlib -noclasspath`,
    {
      words: true,
      match: ["ant -f build.xml test"],
      notMatch: ["ant -lib ./x test", "ant -f /tmp/x.xml", "ant -main X"],
    },
  ),
  sbt: runs(
    `-h -v --version -mem=text -jvm-debug!=text -D*=text --no-colors --color=text --client -batch --supershell=text
      -J*! -java-home!=read -sbt-jar!=read --sbt-dir!=write -sbt-boot!=write -ivy!=write -sbt-create`,
    {
      words: true,
      hazard: /^!|^publish|^set\s|^eval\s|^console|^;|^</,
      match: ["sbt test", "sbt 'testOnly *FooSpec' compile"],
      notMatch: ["sbt publish", "sbt 'eval 1'", "sbt -J-javaagent:./x.jar test", "sbt -sbt-jar ./x.jar"],
    },
  ),
  kotlinc: runs(
    `-cp=read -classpath=read -d=write -include-runtime -jvm-target=text -language-version=text -api-version=text
      -module-name=text -no-stdlib -no-reflect -nowarn -Werror -verbose -progressive -version -help -X* -opt-in=text
      -Xplugin*! -J*! -script!=read -e!=code -expression!=code -kotlin-home!=read -jdk-home!=read -P!=text`,
    {
      words: true,
      operands: ["read"],
      language: "other",
      hazard: elsewhere,
      match: ["kotlinc src/Main.kt -include-runtime -d app.jar"],
      notMatch: [
        "kotlinc -e 'x'",
        "kotlinc -script x.kts",
        "kotlinc a.kt -d /tmp/x.jar",
        "kotlinc -Xplugin=./x.jar a.kt",
      ],
    },
  ),
  ktlint: runs(
    `-F,--format --color --color-name=text --editorconfig=read --relative --limit=text -l,--log-level=text
      --code-style=text --patterns-from-stdin --reporter=text --baseline=read --experimental -R!=read --ruleset!=read`,
    {
      operands: ["read"],
      forms: {
        reporter:
          /^(?:plain|plain-summary|json|sarif|checkstyle|html|baseline)(?:\?[\w=&]+)?(?:,output=(?![/~])(?!.*\.\.)[\w./-]+)?$/,
      },
      match: ["ktlint -F 'src/**/*.kt'"],
      notMatch: ["ktlint -R ./x.jar", "ktlint --reporter=plain,output=/tmp/x"],
    },
  ),
});
