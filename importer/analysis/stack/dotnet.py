""".NET: project files, shared properties and central package versions.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files,
https://learn.microsoft.com/nuget/consume-packages/central-package-management
"""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from importer.analysis.stack.manifest import Dependency, LineFinder, ManifestReading, package
from importer.analysis.stack.xml import root_of

_FRAMEWORKS = ("TargetFramework", "TargetFrameworks")
_PROPERTY = re.compile(r"\$\((\w+)\)")
_PACKAGES = ("PackageReference", "PackageVersion", "GlobalPackageReference")


def project(text: str) -> ManifestReading:
    root = root_of(text)
    lines = LineFinder(text)
    properties = {
        e.tag: (e.text or "").strip() for group in root.iter("PropertyGroup") for e in group
    }
    found = []
    if sdk := root.get("Sdk", "").partition("/")[0]:
        found.append(Dependency("sdk", sdk.lower(), "", lines.containing(sdk)))
    for element in root.iter():
        content = _resolved((element.text or "").strip(), properties)
        if element.tag in _FRAMEWORKS and content:
            line = lines.containing(f"<{element.tag}>")
            found.append(Dependency("runtime", "dotnet", content, line))
        elif element.tag in _PACKAGES and (name := element.get("Include")):
            line = lines.quoted(name)
            offered = element.tag == "PackageVersion"
            version = _resolved(_version(element), properties)
            found.append(Dependency("nuget", name.lower(), version, line, offered))
    return ManifestReading(
        found,
        _property(root, "Description"),
        tuple(_property(root, "PackageTags").replace(",", ";").split(";")),
        package("nuget", _property(root, "PackageId"), _property(root, "IsPackable") != "false"),
    )


def _version(element: Element) -> str:
    child = next((e.text or "" for e in element if e.tag == "Version"), "")
    return element.get("Version") or child.strip()


def _resolved(stated: str, properties: Mapping[str, str]) -> str:
    """With the file's own properties put in; nothing where others would be needed."""
    value = _PROPERTY.sub(lambda match: properties.get(match[1], "$"), stated)
    return "" if "$" in value else value


def _property(root: Element, name: str) -> str:
    """A property as it is written; nothing where MSBuild would have to work it out."""
    content = next((e.text or "" for e in root.iter(name)), "")
    return "" if "$(" in content else " ".join(content.split())
