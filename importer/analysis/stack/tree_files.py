"""Files whose place in the tree is the evidence; they need not be fetched."""

import re

# Name, lower case, with "#" for any ending of a configuration, and the tool it belongs to; at the
# root, and for some in a folder of the root.
_AT_ROOT = {
    # continuous integration
    ".gitlab-ci.yml": "gitlab-ci", ".travis.yml": "travis", ".cirrus.yml": "cirrus",
    "azure-pipelines.#": "azure-pipelines", "appveyor.#": "appveyor", ".appveyor.#": "appveyor",
    "jenkinsfile": "jenkins", ".drone.#": "drone", ".woodpecker.#": "woodpecker",
    "bitbucket-pipelines.yml": "bitbucket-pipelines", ".build.yml": "sourcehut",
    "codemagic.yaml": "codemagic", "bitrise.yml": "bitrise", "wercker.yml": "wercker",
    "codefresh.yml": "codefresh", "buildspec.yml": "aws-codebuild", "cloudbuild.#": "cloud-build",
    # deployment
    "procfile": "heroku", "fly.toml": "fly", "vercel.json": "vercel",
    "now.json": "vercel", "netlify.toml": "netlify", "render.yaml": "render",
    "railway.#": "railway", "wrangler.#": "cloudflare-workers", "serverless.#": "serverless",
    "firebase.json": "firebase", "skaffold.yaml": "skaffold", "tiltfile": "tilt",
    "kustomization.#": "kubernetes", "chart.yaml": "helm", "helmfile.yaml": "helm",
    "vagrantfile": "vagrant", "ansible.cfg": "ansible", "pulumi.yaml": "pulumi",
    "cdk.json": "aws-cdk", "samconfig.toml": "aws-sam",
    "nixpacks.toml": "nixpacks", "ecosystem.config.#": "pm2", "snapcraft.yaml": "snapcraft",
    ".readthedocs.#": "readthedocs", ".gitpod.yml": "gitpod", "readthedocs.yml": "readthedocs",
    # build tools and package managers
    "gnumakefile": "make", "makefile": "make", "cmakelists.txt": "cmake", "meson.build": "meson",
    "configure.ac": "autotools", "sconstruct": "scons", "build.ninja": "ninja",
    "xmake.lua": "xmake", "premake5.lua": "premake", "conanfile.#": "conan",
    "vcpkg.json": "vcpkg", "workspace.bazel": "bazel", "module.bazel": "bazel",
    "build.bazel": "bazel", "pants.toml": "pants", "buck": "buck", "build.zig": "zig",
    "earthfile": "earthly", "justfile": "just", ".justfile": "just", "taskfile.#": "task",
    "rakefile": "rake", "magefile.go": "mage", "flake.nix": "nix", "shell.nix": "nix",
    "default.nix": "nix", "package.swift": "swift", "podfile": "cocoapods", "cartfile": "carthage",
    "settings.gradle": "gradle", "settings.gradle.kts": "gradle", "build.xml": "ant",
    "build.sbt": "sbt", "project.clj": "leiningen", "deps.edn": "clojure-cli",
    "stack.yaml": "stack", "cabal.project": "cabal", "dune-project": "dune",
    "rebar.config": "rebar3", "dub.json": "dub", "dub.sdl": "dub", "shard.yml": "crystal",
    "cpanfile": "perl", "makefile.pl": "perl", "dist.ini": "perl", "gleam.toml": "gleam",
    "eldev": "eldev", "cask": "cask", "elm.json": "elm",
    "package-lock.json": "npm", "yarn.lock": "yarn", "pnpm-lock.yaml": "pnpm",
    "pnpm-workspace.yaml": "pnpm", "bun.lockb": "bun", "bun.lock": "bun", "deno.#": "deno",
    "uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "pipfile.lock": "pipenv",
    "pixi.toml": "pixi", "conda-lock.yml": "conda", "gradlew": "gradle", "mvnw": "maven",
    "nx.json": "nx", "turbo.json": "turborepo", "lerna.json": "lerna", "rush.json": "rush",
    "mise.toml": "mise", ".mise.toml": "mise",
    # code quality
    ".pre-commit-config.#": "pre-commit", "lefthook.yml": "lefthook",
    ".eslintrc": "eslint", ".eslintrc.#": "eslint", "eslint.config.#": "eslint",
    ".prettierrc": "prettier", ".prettierrc.#": "prettier", "prettier.config.#": "prettier",
    "biome.#": "biome", ".stylelintrc": "stylelint", ".stylelintrc.#": "stylelint",
    ".markdownlint.#": "markdownlint", "rustfmt.toml": "rustfmt", ".rustfmt.toml": "rustfmt",
    "clippy.toml": "clippy", "deny.toml": "cargo-deny", ".golangci.#": "golangci-lint",
    ".goreleaser.#": "goreleaser", ".rubocop.yml": "rubocop", ".clang-format": "clang-format",
    ".clang-tidy": "clang-tidy", ".flake8": "flake8", ".pylintrc": "pylint", "pylintrc": "pylint",
    "mypy.ini": "mypy", ".mypy.ini": "mypy", "ruff.toml": "ruff", ".ruff.toml": "ruff",
    "pyrightconfig.json": "pyright", ".isort.cfg": "isort", ".credo.exs": "credo",
    ".scalafmt.conf": "scalafmt", ".php-cs-fixer.#": "php-cs-fixer", "phpstan.#": "phpstan",
    "phpstan.neon.#": "phpstan", "psalm.xml": "psalm", ".styleci.yml": "styleci",
    "pint.json": "pint", "rector.php": "rector", ".swiftlint.yml": "swiftlint",
    "detekt.yml": "detekt", ".hadolint.yaml": "hadolint", ".shellcheckrc": "shellcheck",
    "sonar-project.properties": "sonarqube", "codecov.#": "codecov", ".codecov.#": "codecov",
    ".coveragerc": "coverage", "renovate.json": "renovate", "renovate.json5": "renovate",
    ".renovaterc": "renovate", "commitlint.config.#": "commitlint",
    ".commitlintrc.#": "commitlint", ".releaserc": "semantic-release",
    ".releaserc.#": "semantic-release", "release-please-config.json": "release-please",
    "cliff.toml": "git-cliff", "cspell.#": "cspell", ".cspell.#": "cspell",
    # testing
    "tox.ini": "tox", "noxfile.py": "nox", "pytest.ini": "pytest", "conftest.py": "pytest",
    "jest.config.#": "jest", "vitest.config.#": "vitest", "karma.conf.js": "karma",
    "playwright.config.#": "playwright", "cypress.config.#": "cypress", "cypress.json": "cypress",
    ".mocharc.#": "mocha", "phpunit.xml": "phpunit", "phpunit.xml.dist": "phpunit",
    "phpunit.dist.xml": "phpunit", ".rspec": "rspec", ".busted": "busted",
    # languages, frameworks and sites
    "tsconfig.json": "typescript", "vite.config.#": "vite", "webpack.config.#": "webpack",
    "rollup.config.#": "rollup", "babel.config.#": "babel", ".babelrc": "babel",
    "postcss.config.#": "postcss", "tailwind.config.#": "tailwind", "next.config.#": "next",
    "nuxt.config.#": "nuxt", "svelte.config.#": "svelte", "astro.config.#": "astro",
    "angular.json": "angular", "gatsby-config.#": "gatsby", "remix.config.#": "remix",
    "docusaurus.config.#": "docusaurus", "mkdocs.yml": "mkdocs", "mkdocs.yaml": "mkdocs",
    "book.toml": "mdbook", "hugo.toml": "hugo", "doxyfile": "doxygen", "typedoc.json": "typedoc",
    "project.godot": "godot",
    "dockerfile": "docker", "containerfile": "docker",
    "compose.yaml": "docker-compose", "compose.yml": "docker-compose",
    "docker-compose.yaml": "docker-compose", "docker-compose.yml": "docker-compose",
    "dvc.yaml": "dvc", "buf.yaml": "buf", "sqlc.yaml": "sqlc", "dbt_project.yml": "dbt",
}  # fmt: skip

_IN_A_FOLDER = frozenset({
    "makefile", "gnumakefile", "cmakelists.txt", "chart.yaml", "kustomization.#", "dockerfile",
    "mkdocs.yml", "book.toml",
})  # fmt: skip

_ENDINGS = frozenset(
    {"json", "jsonc", "json5", "yml", "yaml", "toml", "lock", "neon", "dist", "php"}
    | {"js", "cjs", "mjs", "ts", "cts", "mts"}
)

# By where they are.
_PLACES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\.github/workflows/[^/]+\.ya?ml", "github-actions"),
        (r"\.gitea/workflows/[^/]+\.ya?ml", "gitea-actions"),
        (r"\.forgejo/workflows/[^/]+\.ya?ml", "forgejo-actions"),
        (r"\.github/dependabot\.ya?ml", "dependabot"),
        (r"\.github/renovate\.json5?", "renovate"),
        (r"\.github/release-please-config\.json", "release-please"),
        (r"\.circleci/config\.ya?ml", "circleci"),
        (r"\.buildkite/[^/]+\.ya?ml", "buildkite"),
        (r"\.woodpecker/[^/]+\.ya?ml", "woodpecker"),
        (r"\.builds/[^/]+\.ya?ml", "sourcehut"),
        (r"\.semaphore/semaphore\.ya?ml", "semaphore"),
        (r"\.teamcity/settings\.kts", "teamcity"),
        (r"\.husky/[^/]+", "husky"),
        (r"\.storybook/main\.[cm]?[jt]sx?", "storybook"),
        (r"\.changeset/config\.json", "changesets"),
        (r"\.config/nextest\.toml", "nextest"),
        (r"project/build\.properties", "sbt"),
        (r"[^/]+\.rockspec", "luarocks"),
        (r"[^/]+\.opam", "opam"),
        (r"[^/]+\.nimble", "nim"),
        (r"(?:[^/]+/)?main\.tf", "terraform"),
        (r"(?:k8s|kubernetes)/[^/]+\.ya?ml", "kubernetes"),
    )
)

_TELLING_FOLDERS = frozenset({"k8s", "kubernetes", "project"})
_TELLING_NAMES = frozenset({"main.tf"})


def tree_evidence(path: str) -> str | None:
    """The tool that a file of this path belongs to; paths deeper than two folders to none."""
    path = path.lower()
    folder, _, name = path.rpartition("/")
    known = _by_name(name)
    if known and (folder == "" or ("/" not in folder and known in _IN_A_FOLDER)):
        return _AT_ROOT[known]
    # Most files of a large tree end here.
    if folder[:1] in ("", ".") or folder in _TELLING_FOLDERS or name in _TELLING_NAMES:
        return next((tool for place, tool in _PLACES if place.fullmatch(path)), None)
    return None


def _by_name(name: str) -> str | None:
    if name in _AT_ROOT:
        return name
    stem, _, ending = name.rpartition(".")
    return f"{stem}.#" if ending in _ENDINGS and f"{stem}.#" in _AT_ROOT else None
