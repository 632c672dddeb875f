"""Every error this program raises on purpose, each with a sentence a person can act on."""


class GeoRtccError(Exception):
    """Base of all errors raised on purpose; its text is fit to show."""


class SettingsError(GeoRtccError):
    """A setting is missing, malformed or unsafe."""


class InputError(GeoRtccError):
    """A file or argument can't be used; the text names file, row and field."""


class BoundaryError(InputError):
    """A boundary file can't be used."""


class ShiftPlanError(InputError):
    """A shift plan doesn't tile the day, or can't be read."""


class MappingError(InputError):
    """A column mapping doesn't fit the file, or can't be read."""


class ClusterError(GeoRtccError):
    """The embedded database can't be created, started or reached."""


class DatabaseError(GeoRtccError):
    """The database refused or failed; the driver's error is the cause."""


class DatabaseAwayError(DatabaseError):
    """The database can't be reached, is stopping or has no room: the same may work later."""


class DatabaseConflictError(DatabaseError):
    """Another transaction was in the way, or a partition has just gone: the same works again."""


class DataRefusedError(DatabaseError):
    """Some record's values can't be stored; the others could be."""


class MigrationError(DatabaseError):
    """The schema can't be brought to the version this program needs."""


class UnsafeBindError(SettingsError):
    """Something would listen beyond loopback while sign-in is not configured."""


class AppError(GeoRtccError):
    """The app can't be started, or keeps stopping."""


class OverloadedError(GeoRtccError):
    """More is waiting than may; the sender tries again after ``retry_after_s`` seconds."""

    def __init__(self, message: str, *, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s
