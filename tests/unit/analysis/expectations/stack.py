"""The tech stacks of the real repositories, by reading their manifests and trees.

Well-known technologies that the project itself is built, tested, checked or run with; neither its
own packages, nor what only its examples, tests' fixtures and documentation need, nor small
libraries that nobody would name. What the analysis cannot find yet is listed all the same.
"""

STACK: dict[str, dict[str, tuple[str, ...]]] = {
    "BurntSushi__ripgrep": {
        "languages": ("Rust",),
        "databases": ("redb",),
        "libraries": ("anyhow", "serde_json", "Serde", "regex", "PCRE2", "Crossbeam", "jemalloc"),
        "tools": ("rustfmt",),
        "ci": ("GitHub Actions",),
    },
    "DapperLib__Dapper": {
        "languages": (".NET",),
        "databases": ("Entity Framework", "SQL Server"),
        "tools": ("MSBuild", "Roslyn analyzers"),
        "ci": ("AppVeyor", "GitHub Actions"),
    },
    "alphapapa__org-ql": {
        "tools": ("Make",),
        "ci": ("GitHub Actions",),
    },
    "calvinwilliams__hetao": {
        "tools": ("Make",),
        "deployment": ("Docker", "CentOS"),
    },
    "coleifer__huey": {
        "languages": ("Python",),
        "databases": ("Redis", "PostgreSQL", "SQLite"),
        "tools": ("setuptools",),
        "ci": ("GitHub Actions",),
        "deployment": ("Read the Docs",),
    },
    "elixir-ecto__ecto": {
        "languages": ("Elixir",),
        "libraries": ("Telemetry", "Decimal", "Jason"),
        "tools": ("ExDoc", "Earthly"),
        "ci": ("GitHub Actions",),
    },
    "gin-gonic__gin": {
        "languages": ("Go",),
        "databases": ("MongoDB",),
        "libraries": (
            "sonic", "validator", "go-json", "go-yaml", "jsoniter", "go-toml", "quic-go",
            "go-codec", "Protocol Buffers",
        ),
        "tools": ("golangci-lint", "Make", "Dependabot", "CodeQL", "Trivy"),
        "testing": ("Testify", "Codecov"),
        "ci": ("GitHub Actions",),
        "deployment": ("GoReleaser",),
    },
    "id-Software__DOOM": {
        "tools": ("Make",),
    },
    "kelektiv__node.bcrypt.js": {
        "languages": ("Node.js",),
        "libraries": ("Node-API",),
        "tools": ("node-gyp", "prebuildify", "Make", "npm"),
        "testing": ("Jest",),
        "ci": ("GitHub Actions",),
        "deployment": ("Docker",),
    },
    "laravel__laravel": {
        "languages": ("PHP",),
        "frameworks": ("Laravel", "Tailwind CSS"),
        "libraries": ("Axios",),
        "tools": (
            "Laravel Tinker", "Laravel Pail", "Laravel Pint", "Laravel Sail", "concurrently",
            "Vite", "StyleCI",
        ),
        "testing": ("Faker", "Mockery", "Collision", "PHPUnit"),
        "ci": ("GitHub Actions",),
    },
    "octocat__Hello-World": {},
    "pallets__flask": {
        "languages": ("Python",),
        "libraries": (
            "Blinker", "Click", "ItsDangerous", "Jinja", "MarkupSafe", "Werkzeug", "asgiref",
            "python-dotenv", "greenlet", "cryptography",
        ),
        "tools": (
            "Ruff", "Sphinx", "pre-commit", "mypy", "Pyright", "Flit", "uv", "codespell", "zizmor",
        ),
        "testing": ("pytest", "tox", "Coverage.py"),
        "ci": ("GitHub Actions",),
        "deployment": ("Read the Docs",),
    },
    "rails__propshaft": {
        "languages": ("Ruby",),
        "frameworks": ("Ruby on Rails",),
        "libraries": ("Active Support", "Rack"),
        "tools": ("Rake", "debug", "RuboCop"),
        "testing": ("Minitest",),
        "ci": ("GitHub Actions",),
    },
    "ruanyf__weekly": {},
    "rust-lang__mdBook": {
        "languages": ("Rust",),
        "frameworks": ("axum",),
        "libraries": (
            "anyhow", "clap", "tracing", "notify", "Tokio", "tower-http", "regex", "serde_json",
            "Serde", "Handlebars", "html5ever", "pulldown-cmark", "Font Awesome", "elasticlunr",
        ),
        "tools": ("ESLint", "rustfmt", "Renovate"),
        "testing": ("snapbox", "browser-ui-test"),
        "ci": ("GitHub Actions",),
    },
    "sindresorhus__awesome": {
        "ci": ("GitHub Actions",),
    },
    "spring-projects__spring-petclinic": {
        "languages": ("Java",),
        "frameworks": ("Spring Boot", "Thymeleaf"),
        "databases": ("Spring Data JPA", "H2", "MySQL", "PostgreSQL"),
        "libraries": ("JCache", "WebJars", "Bootstrap", "Font Awesome", "Caffeine"),
        "tools": (
            "Gradle", "Maven", "Checkstyle", "Spring dependency management",
            "GraalVM Native Image", "CycloneDX", "Spring Java Format", "NoHttp", "Sass", "Gitpod",
        ),
        "testing": ("Testcontainers", "JaCoCo", "JUnit"),
        "ci": ("GitHub Actions",),
        "deployment": ("Docker Compose", "Kubernetes"),
    },
    "torvalds__pesconvert": {
        "libraries": ("cairo", "libpng"),
        "tools": ("Make",),
    },
}  # fmt: skip
