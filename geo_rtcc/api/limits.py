"""How much the service holds and how long it waits; docs/ingest.md states what follows from it."""

MOST_CONNECTIONS = 512  # beyond it a connection is told 503 and closed
MOST_REQUESTS = 400  # in work at once; beyond it 429
HEADERS_WITHIN_S = 10.0  # from the first byte of a request, or from connecting
HEADER_BYTES = 32 * 1024
BODY_WITHIN_S = 30.0  # from headers to the last byte of a body
UNREAD_WITHIN_S = 45.0  # the rest of a body that was refused
IDLE_S = 30  # a connection kept alive between requests
COMMIT_WITHIN_S = 30.0  # then the sender is told to come again
STOP_WITHIN_S = 3  # requests in work when the service is told to stop; closing takes the rest
INLINE_BYTES = 16 * 1024  # larger payloads are parsed beside the event loop
LARGE_BYTES = 1024 * 1024  # of these one is parsed at a time
MOST_REJECTED = 10_000  # of one payload; with more it is not in the format it is sent as
MODEL_BYTES = 600  # what a parsed record takes, whatever the size of its text
ROW_BYTES = 300  # the same, of a record that is a row of a frame
REJECTED_BYTES = 1_500
MOST_MESSAGES = 100_000  # lines or array items of one payload
FORGIVEN_AFTER_S = 10.0  # a failed commit, by /readyz, where none has failed since
RETRY_AFTER_S = 2
