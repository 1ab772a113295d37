""".NET: project files and central package versions.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files
"""

from defusedxml.ElementTree import fromstring

from importer.analysis.stack.manifest import Dependency, LineFinder, ManifestReading

_FRAMEWORKS = ("TargetFramework", "TargetFrameworks")
_PACKAGES = ("PackageReference", "PackageVersion")


def project(text: str) -> ManifestReading:
    root = fromstring(text.removeprefix("\ufeff").lstrip().encode())
    lines = LineFinder(text)
    found = []
    if sdk := root.get("Sdk", "").partition("/")[0]:
        found.append(Dependency("sdk", sdk.lower(), "", lines.containing(sdk)))
    description = ""
    keywords: tuple[str, ...] = ()
    for element in root.iter():
        content = (element.text or "").strip()
        if element.tag in _FRAMEWORKS and content and "$" not in content:
            line = lines.containing(f"<{element.tag}>")
            found.append(Dependency("runtime", "dotnet", content, line))
        elif element.tag in _PACKAGES and (name := element.get("Include")):
            version = element.get("Version", "")
            version = "" if "$" in version else version
            found.append(Dependency("nuget", name.lower(), version, lines.quoted(name)))
        elif element.tag == "Description":
            description = " ".join(content.split())
        elif element.tag == "PackageTags":
            keywords = tuple(content.replace(",", ";").split(";"))
    return ManifestReading(found, description, keywords)
