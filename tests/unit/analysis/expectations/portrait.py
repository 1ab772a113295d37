"""What the real repositories are, by reading them; the forge is taken to have said nothing.

A category is the one a reader would put the repository under; where two would do, both stand
there. Features are told by how they begin.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expected:
    """:param source: of the description, which begins with ``description``.
    :param categories: any of them may come first; empty where there must be none."""

    source: str
    description: str
    categories: tuple[str, ...]
    quote: str = ""
    features: tuple[str, ...] = ()


CODE, WEB, DATA = "Developer & Coding", "Websites & Apps", "Data & Analytics"

PORTRAITS: dict[str, Expected] = {
    "BurntSushi__ripgrep": Expected(
        "manifest",
        "ripgrep is a line-oriented search tool",
        (CODE,),
        features=(
            "It can replace many use cases served by other search tools",
            "Like other tools specialized to code search",
            "ripgrep can search specific types of files",
            "ripgrep supports many features found in grep",
            "ripgrep has optional support for switching its regex engine",
            "ripgrep has rudimentary support for replacements",
        ),
    ),
    "DapperLib__Dapper": Expected(
        "readme",
        "Dapper is a NuGet library",
        (CODE, DATA),
        quote="a simple object mapper for .Net",
    ),
    "alphapapa__org-ql": Expected(
        "readme",
        "This package provides a query language for Org files.",
        ("Productivity", CODE),
    ),
    "calvinwilliams__hetao": Expected(
        "readme",
        "hetao是一款国人原创研发的开源的C语言实现的",
        (WEB, CODE),
        features=(
            "支持主流操作系统Linux",
            "支持HTTP/1.0、HTTP/1.1",
            "支持通讯超时控制",
            "支持多侦听端口",
            "支持多虚拟主机",
            "支持自定义错误页面",
        ),
    ),
    "coleifer__huey": Expected(
        "manifest",
        "a little task queue",
        ("Workflows & Automation", CODE),
        quote="a lightweight alternative",
        features=(
            "support for redis",
            "zero dependencies",
            "django integration",
            "multi-process, multi-thread or greenlet",
            "schedule tasks to execute",
            "schedule recurring tasks",
        ),
    ),
    "elixir-ecto__ecto": Expected(
        "manifest", "A toolkit for data mapping and language integrated query", (CODE, DATA)
    ),
    "gin-gonic__gin": Expected(
        "readme",
        "Gin is a high-performance HTTP web framework",
        (WEB, CODE),
        features=(
            "Zero allocation router",
            "High performance",
            "Middleware support",
            "Crash-free",
            "JSON validation",
            "Route grouping",
        ),
    ),
    "id-Software__DOOM": Expected("readme", "Here it is, at long last.", ("Games & Interactive",)),
    "kelektiv__node.bcrypt.js": Expected("manifest", "A bcrypt library for NodeJS.", (CODE,)),
    "laravel__laravel": Expected(
        "manifest",
        "The skeleton application for the Laravel framework.",
        (WEB, CODE),
        features=(
            "Simple, fast routing engine",
            "Powerful dependency injection container",
            "Multiple back-ends for session and cache storage",
            "Expressive, intuitive database ORM",
            "Database agnostic schema migrations",
            "Robust background job processing",
        ),
    ),
    "octocat__Hello-World": Expected("readme", "Hello World!", ()),
    "pallets__flask": Expected(
        "manifest", "A simple framework for building complex web applications.", (WEB, CODE)
    ),
    "rails__propshaft": Expected(
        "manifest",
        "Deliver assets for Rails.",
        (WEB, CODE),
        features=(
            "Configurable load path",
            "Digest stamping",
            "Development server",
            "Basic compilers",
        ),
    ),
    "ruanyf__weekly": Expected("readme", "记录每周值得分享的科技内容", ("Podcasts & Education",)),
    # A program that makes books is for those who write documentation, not a book itself.
    "rust-lang__mdBook": Expected("manifest", "Creates a book from markdown files", (CODE, WEB)),
    "sindresorhus__awesome": Expected("", "", ("Podcasts & Education",)),
    "spring-projects__spring-petclinic": Expected(
        "readme", "Spring Petclinic is a Spring Boot", (WEB, CODE)
    ),
    "torvalds__pesconvert": Expected("", "", (CODE, "Images, Design & Branding")),
}
