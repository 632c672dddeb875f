-- What the ingest service keeps an eye on.

-- name: quarantine_open_count
-- How many rejected records nobody has dealt with, counted up to a million. One row.
select count(*) as n
from (select from quarantine where resolved_at is null limit 1000000) as still_open
