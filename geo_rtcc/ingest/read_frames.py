"""The columns in which reads travel through the pipeline."""

from geo_rtcc.feeds.reads.frame import READ_SCHEMA, frame_of

__all__ = ["READ_SCHEMA", "frame_of"]
