"""The embedded server's configuration, sized by this machine's memory."""

import os
import stat
from pathlib import Path

MIB = 1024 * 1024
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
# A container's /dev/shm is often 64 MiB, too little for one parallel query.
ENOUGH_SHARED_MEMORY = 512 * MIB

ACCESS = (
    "# The folder's mode is the guard: its owner and root alone reach it.\nlocal all all trust\n"
)


def memory_bytes() -> int:
    """Return the memory this process may use: the machine's, or the container's if that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = [machine]
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(path).read_text("utf-8")))
        except (OSError, ValueError):
            continue
    return min(limits)


def configuration(memory: int, *, durable: bool = True) -> str:
    """Return the text of ``postgresql.conf`` for a machine of 2–8 cores.

    A person's own ``ALTER SYSTEM`` settings win over it; where the server listens is fixed on its
    command line instead.

    Parameters
    ----------
    memory
        Bytes this machine can spare; the server shares them with the app, hence an eighth.
    durable
        Whether a commit survives a power cut. Only throw-away test databases say no.
    """
    lines = [*_COMMON, *_sizes(memory // MIB), f"dynamic_shared_memory_type = {_shared_memory()}"]
    if not durable:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    return "\n".join(["# Written by geo-rtcc at every start. Tune with ALTER SYSTEM.", *lines, ""])


_COMMON = (
    "fsync = on",
    "synchronous_commit = on",
    "# Minimal WAL lets a load into a partition made in the same transaction skip the WAL:",
    "# its pages are synced once at commit. It rules out replicas of this embedded server.",
    "wal_level = minimal",
    "max_wal_senders = 0",
    "max_wal_size = 4GB",
    "checkpoint_timeout = 10min",
    "checkpoint_completion_target = 0.9",
    "max_connections = 100",
    "random_page_cost = 1.1",
    "# Compiling gains nothing here: sums over a million rows take as long without it.",
    "jit = off",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    "logging_collector = on",
    "log_directory = '../log'",
    "log_filename = 'postgresql-%a.log'",
    "log_truncate_on_rotation = on",
    "log_rotation_age = 1d",
    "log_rotation_size = 0",
    "log_file_mode = 0600",
    "log_line_prefix = '%m [%p] '",
    "# No statement, parameter or row ever reaches the log.",
    "log_statement = none",
    "log_min_duration_statement = -1",
    "log_min_error_statement = panic",
    "log_parameter_max_length = 0",
    "log_parameter_max_length_on_error = 0",
    "log_error_verbosity = terse",
    "log_autovacuum_min_duration = -1",
)


def _sizes(memory_mib: int) -> list[str]:
    return [
        f"shared_buffers = {_clamp(memory_mib // 8, 128, 2048)}MB",
        f"effective_cache_size = {_clamp(memory_mib // 2, 256, 65536)}MB",
        f"work_mem = {_clamp(memory_mib // 256, 8, 64)}MB",
        f"maintenance_work_mem = {_clamp(memory_mib // 32, 64, 512)}MB",
    ]


def _shared_memory() -> str:
    """Choose mapped files where the system's shared memory is small, missing or not for everyone,
    as in bare containers; the server runs as an account of its own.
    """
    try:
        room = os.statvfs(SHARED_MEMORY)
        is_for_everyone = bool(SHARED_MEMORY.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return "mmap"
    enough = room.f_bavail * room.f_frsize >= ENOUGH_SHARED_MEMORY
    return "posix" if enough and is_for_everyone else "mmap"


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))
