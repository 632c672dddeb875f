"""PostgreSQL's own programs on this machine, and which of them fit a cluster."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from geo_rtcc.errors import ClusterError

OLDEST_MAJOR = 15
EXTENSIONS = ("postgis", "pgrouting")
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin")


@dataclass(frozen=True)
class Programs:
    """The programs of one PostgreSQL version."""

    major: int
    folder: Path

    def path(self, name: str) -> Path:
        """Return the path of one program, such as ``initdb``."""
        return self.folder / name

    def missing_extensions(self) -> list[str]:
        """Return the extensions this version lacks; none where its folder can't be told."""
        folder = self._extension_folder()
        if folder is None:
            return []
        return [name for name in EXTENSIONS if not (folder / f"{name}.control").is_file()]

    def _extension_folder(self) -> Path | None:
        debian = Path(f"/usr/share/postgresql/{self.major}/extension")
        beside = self.folder.parent / "share/extension"
        return next((path for path in (debian, beside) if path.is_dir()), None)


def install_command(major: int | None = None) -> str:
    """Return the command that installs PostgreSQL with all extensions on Debian and Ubuntu."""
    if major is None:
        return "apt-get install postgresql postgresql-postgis postgresql-pgrouting"
    return (
        f"apt-get install postgresql-{major} postgresql-{major}-postgis-3 "
        f"postgresql-{major}-pgrouting"
    )


def installed() -> list[Programs]:
    """Return every server version found, newest first."""
    folders = [path for pattern in _FOLDERS for path in Path("/").glob(pattern[1:])]
    if config := shutil.which("pg_config"):
        folders.append(Path(_output(config, "--bindir").strip() or "/nonexistent"))
    if server := shutil.which("postgres"):
        folders.append(Path(server).resolve().parent)
    found = {folder.resolve(): _major(folder) for folder in folders}
    versions = [Programs(major, folder) for folder, major in found.items() if major]
    return sorted(versions, key=lambda programs: -programs.major)


def choose(cluster_major: int | None, where: Path) -> Programs:
    """Return the programs for a cluster: its own version, or the newest complete one for none.

    Raises ClusterError, with the command to run, where there is none or it lacks an extension.
    """
    usable = [programs for programs in installed() if programs.major >= OLDEST_MAJOR]
    if not usable:
        raise ClusterError(
            f"PostgreSQL {OLDEST_MAJOR} or newer is not installed. Run: {install_command()}"
        )
    if cluster_major is None:
        best = next((each for each in usable if not each.missing_extensions()), usable[0])
    else:
        best = _of_version(usable, cluster_major, where)
    if missing := best.missing_extensions():
        raise ClusterError(missing_sentence(missing, best.major))
    return best


def client(name: str, server_major: int) -> Path:
    """Return a client program (``psql``, ``pg_dump``, ``pg_restore``) that fits a server.

    PostgreSQL's dump programs refuse a server newer than themselves, hence the same version or
    the next newer one. Raises ClusterError with the command to run.
    """
    folders = [path for pattern in _FOLDERS for path in Path("/").glob(pattern[1:])]
    if found := shutil.which(name):
        folders.append(Path(found).parent)
    paths = [folder / name for folder in folders if (folder / name).is_file()]
    fitting = sorted(
        (version, path) for path in paths if (version := _version(path)) >= server_major
    )
    if not fitting:
        raise ClusterError(
            f"{name} {server_major} or newer is not installed. "
            f"Run: apt-get install postgresql-client-{server_major}"
        )
    return fitting[0][1]


def missing_sentence(extensions: list[str], major: int) -> str:
    """Say which extensions a server lacks and how to install them."""
    names = " and ".join(extensions)
    return f"PostgreSQL {major} has no {names} extension. Run: {install_command(major)}"


def _of_version(usable: list[Programs], major: int, where: Path) -> Programs:
    for programs in usable:
        if programs.major == major:
            return programs
    have = ", ".join(str(programs.major) for programs in usable)
    word = "newer" if major > usable[0].major else "older"
    raise ClusterError(
        f"The database in {where} was made by PostgreSQL {major}, {word} than what is installed "
        f"({have}). Run: {install_command(major)}; or choose another folder with --data-dir."
    )


def _major(folder: Path) -> int | None:
    if not all((folder / name).is_file() for name in ("postgres", "initdb")):
        return None
    return _version(folder / "postgres") or None


def _version(program: Path) -> int:
    found = re.search(r"\) (\d+)", _output(str(program), "--version"))
    return int(found.group(1)) if found else 0


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
