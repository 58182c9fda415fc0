/** Files in a directory by which build tools, package managers, test runners and git there are told what to run. */
export const buildFiles: readonly string[] = (
  "package.json .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs pnpm-workspace.yaml deno.json bunfig.toml " +
  "Makefile makefile GNUmakefile Justfile justfile Taskfile.yml CMakeLists.txt meson.build BUILD WORKSPACE " +
  "Cargo.toml build.rs .cargo/config.toml go.mod go.work Gemfile Rakefile composer.json mix.exs " +
  "pyproject.toml setup.py setup.cfg tox.ini noxfile.py pytest.ini conftest.py .pre-commit-config.yaml " +
  "pom.xml build.xml build.gradle build.gradle.kts settings.gradle settings.gradle.kts gradlew mvnw " +
  "Dockerfile compose.yaml compose.yml docker-compose.yaml docker-compose.yml .envrc .gdbinit " +
  ".git/config .gitattributes .gitmodules " +
  "eslint.config.js eslint.config.mjs vite.config.ts vite.config.js vitest.config.ts jest.config.js webpack.config.js"
).split(" ");

/** Whether a path, in any directory, is such a file. */
export function isBuildFile(path: string): boolean {
  return (
    buildFiles.some((file) => path.endsWith(`/${file}`)) ||
    /\.mk$|\/[Mm]akefile\.[^/]+$|\.config\.[cm]?[jt]s$/.test(path)
  );
}
